// @ts-check
// All words of the page, from locales/<language>/main.json below "klingkit".

/** @typedef {{[key: string]: string | Tree}} Tree */

/** `t("gallery.empty")`, in the person's language; a change of language is told to who asked for it. */
export class Texts {
  #trees;
  #locale;
  /** @type {Set<() => void>} */
  #heard = new Set();

  /**
   * @param {Record<string, Tree>} trees by language
   * @param {string} locale ComfyUI's: "en", "zh", "zh-TW", ...
   */
  constructor(trees, locale) {
    this.#trees = trees;
    this.#locale = locale;
  }

  get locale() {
    return this.#locale;
  }

  /** The language the texts are in: who reads zh-TW reads zh, and who reads neither gets English. */
  get language() {
    const wanted = this.#locale.toLowerCase().split(/[-_]/)[0] ?? "";
    return wanted in this.#trees ? wanted : "en";
  }

  /**
   * The text of a key, with {names} filled in. Where `values.n` is 1, a text `key_one` goes before.
   * @param {string} key
   * @param {Record<string, string | number>} values
   */
  t = (key, values = {}) => {
    const text = this.#find(values.n === 1 ? [`${key}_one`, key] : [key]) ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };

  /** @param {string} locale */
  use(locale) {
    if (locale === this.#locale) return;
    this.#locale = locale;
    for (const heard of this.#heard) heard();
  }

  /**
   * Calls when the language changes.
   * @param {() => void} heard
   * @returns {() => void} how to stop it
   */
  changed(heard) {
    this.#heard.add(heard);
    return () => this.#heard.delete(heard);
  }

  /**
   * The first of these keys that the person's language has, then English.
   * @param {string[]} keys
   * @returns {string | undefined}
   */
  #find(keys) {
    for (const language of [this.language, "en"]) {
      for (const key of keys) {
        /** @type {string | Tree | undefined} */
        let found = this.#trees[language];
        for (const part of key.split(".")) found = typeof found === "object" ? found[part] : undefined;
        if (typeof found === "string") return found;
      }
    }
    return undefined;
  }
}
