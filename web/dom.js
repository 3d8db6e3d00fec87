// @ts-check
// Elements without HTML strings: a prompt is not HTML.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element with properties, attributes and listeners: `el("button", {class: "kk-button", onclick}, "Run")`.
 *
 * Names that begin with "on" are listeners; "class", names with a dash and "role", "for", "title", "type" are
 * attributes; `dataset` and `style` take objects; all else is a property. What is null or undefined is left out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} props
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "dataset" || name === "style") Object.assign(made[name], value);
    else if (name === "class" || name.includes("-") || !(name in made)) made.setAttribute(name, value);
    else /** @type {any} */ (made)[name] = value;
  }
  made.append(...children.flat().filter(isShown).map((child) => (child instanceof Node ? child : String(child))));
  return made;
}

/** @param {Child} child @returns {child is Node | string | number} */
function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

/**
 * Puts a style sheet into the page, once. `useStyle(new URL("./gallery.css", import.meta.url))`
 * @param {URL} url
 */
export function useStyle(url) {
  if (document.querySelector(`link[href="${url.href}"]`)) return;
  document.head.append(el("link", { rel: "stylesheet", href: url.href }));
}

/**
 * Listens, and gives how to stop it.
 * @param {EventTarget} target
 * @param {string} event
 * @param {(event: any) => void} heard
 * @param {AddEventListenerOptions} [options]
 * @returns {() => void}
 */
export function on(target, event, heard, options) {
  target.addEventListener(event, heard, options);
  return () => target.removeEventListener(event, heard, options);
}
