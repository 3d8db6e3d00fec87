// @ts-check
// The sidebar tab "Kling": all tasks that this machine knows, newest first.

import { el, useStyle } from "../dom.js";
import { Actions } from "./actions.js";
import { makeHead } from "./head.js";
import { DRAGGED, List } from "./list.js";
import { Store } from "./store.js";

/** @import * as types from "../types.js" */

/**
 * @param {HTMLElement} element of the sidebar
 * @param {types.Host} host
 * @returns {types.Stop}
 */
export function openGallery(element, host) {
  useStyle(new URL("../klingkit.css", import.meta.url));
  useStyle(new URL("./gallery.css", import.meta.url));
  // ComfyUI gives it no height of its own, and would scroll all of it.
  element.style.blockSize = "100%";
  const store = new Store(host.routes);
  const actions = new Actions(store, host);
  const stops = [
    host.on("klingkit.task", (task) => store.hear(task)),
    host.on("klingkit.gone", ({ id }) => store.hearGone(id)),
    // What happened while there was no connection was not heard.
    host.on("reconnected", () => store.retry()),
    host.onDrop(DRAGGED, (id, at) => actions.dropped(id, at)),
  ];
  let close = mount(element, store, host, actions);
  stops.push(
    host.texts.changed(() => {
      close();
      close = mount(element, store, host, actions);
      // Reasons are sentences too, and they come from the server.
      store.retry();
    }),
  );
  store.show({});
  return () => {
    stops.forEach((stop) => stop());
    close();
  };
}

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {types.Host} host
 * @param {Actions} actions
 * @returns {types.Stop}
 */
function mount(element, store, host, actions) {
  const head = makeHead(store, host);
  const list = new List(store, host, actions);
  const notice = el("div", { class: "kk-gallery-notice" });
  const status = el("div", { class: "kk-hidden", role: "status" });
  const root = el("section", { class: "kk kk-gallery", "aria-label": host.texts.t("gallery.title") });
  root.append(head.element, notice, list.element, status);
  const draw = () => {
    notice.replaceChildren(...noticeOf(store, host, head.clear));
    list.element.hidden = store.ids.length === 0;
    if (store.ready) status.textContent = host.texts.t("gallery.count", { n: store.ids.length });
  };
  const stop = store.changed((change) => (change.list || change.error) && draw());
  element.replaceChildren(root);
  draw();
  return () => {
    stop();
    list.stop();
    head.stop();
    root.remove();
  };
}

/**
 * What is said above the list, or instead of it.
 * @param {Store} store
 * @param {types.Host} host
 * @param {() => void} clear
 */
function noticeOf(store, host, clear) {
  const { t } = host.texts;
  /** @param {string} text @param {() => void} onclick */
  const button = (text, onclick) => el("button", { class: "kk-button", type: "button", onclick }, text);
  if (store.error) {
    const why = store.isOffline ? t("gallery.offline") : store.error;
    const retry = button(t("gallery.retry"), () => void store.retry());
    return [
      el("div", { class: "kk-notice kk-notice-bad", role: "alert" }, el("p", {}, t("gallery.failed", { why })), retry),
    ];
  }
  if (!store.ready || store.ids.length > 0) return [];
  if (!store.isWhole)
    return [el("div", { class: "kk-notice" }, el("p", {}, t("gallery.nothing")), button(t("gallery.clear"), clear))];
  const add = button(t("gallery.add"), () => void host.addNode("KlingKitImage2Video", {}));
  return [
    el("div", { class: "kk-notice" }, el("b", {}, t("gallery.empty")), el("p", {}, t("gallery.empty_text")), add),
  ];
}
