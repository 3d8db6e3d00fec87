// @ts-check
// ComfyUI's page as a Host: what the panels may ask of it, and how that is done in this version of the page.

import { on } from "./dom.js";
import { Routes } from "./routes.js";
import { Texts } from "./texts.js";

/**
 * @import { ComfyApi, ComfyApp } from "@comfyorg/comfyui-frontend-types"
 * @import * as types from "./types.js"
 */

/**
 * @param {ComfyApp} app
 * @param {ComfyApi} api
 * @returns {{host: types.Host, ready: Promise<void>}} `ready` when the texts are there; the host is whole then
 */
export function makeHost(app, api) {
  const routes = new Routes(
    (route, init) => api.fetchApi(route, init),
    (route) => api.apiURL(route),
  );
  /** @type {types.Host} */
  const host = {
    routes,
    texts: new Texts({}, "en"),
    on: (event, heard) => on(/** @type {any} */ (api), event, (message) => heard(message.detail)),
    tell: (severity, summary, detail) => {
      app.extensionManager.toast.add({ severity, summary, detail, life: severity === "error" ? 12_000 : 4_000 });
    },
    refreshCombos: () => app.refreshComboInNodes(),
    graphId: () => String(app.rootGraph.id),
    openWorkflow: async (workflow, name) => {
      await app.loadGraphData(/** @type {any} */ (structuredClone(workflow)), true, true, name);
    },
    addNode: (type, widgets, at) => addNode(app, type, widgets, at),
    queue: async (prompt, workflow) => {
      await api.queuePrompt(0, /** @type {any} */ ({ output: prompt, workflow: workflow ?? undefined }));
    },
    viewUrl: (item) => api.apiURL(`/view?${new URLSearchParams({ subfolder: "", type: "output", ...item })}`),
    pictureAt: (node, input) => pictureAt(app, host, node, input),
    redraw: () => app.graph.setDirtyCanvas(true, true),
  };
  return { host, ready: prepare(app, api, host) };
}

/** @param {ComfyApp} app @param {ComfyApi} api @param {types.Host} host */
async function prepare(app, api, host) {
  /** @type {Record<string, any>} of all packs, some in languages that we do not speak */
  const trees = await api.getCustomNodesI18n();
  const ours = Object.entries(trees).flatMap(([language, tree]) => (tree.klingkit ? [[language, tree.klingkit]] : []));
  host.texts = new Texts(Object.fromEntries(ours), locale(app));
  const hear = () => {
    host.texts.use(locale(app));
    // A convenience: without it errors stay in English. The page works all the same.
    host.routes.useLocale(host.texts.locale).catch(() => {});
  };
  app.ui.settings.addEventListener(/** @type {any} */ ("Comfy.Locale.change"), hear);
  hear();
}

/** @param {ComfyApp} app */
function locale(app) {
  return String(app.extensionManager.setting.get("Comfy.Locale") ?? "en");
}

/**
 * @param {ComfyApp} app
 * @param {string} type
 * @param {Record<string, unknown>} widgets
 * @param {{x: number, y: number} | undefined} at px of the screen
 * @returns {types.Node | null}
 */
function addNode(app, type, widgets, at) {
  const node = /** @type {any} */ (window).LiteGraph.createNode(type);
  if (!node) return null;
  const frame = app.canvas.canvas.getBoundingClientRect();
  const { x, y } = at ?? { x: frame.left + frame.width / 2, y: frame.top + frame.height / 2 };
  const [left, top] = app.canvas.ds.convertCanvasToOffset([x - frame.left, y - frame.top]);
  node.pos = [left, top];
  app.canvas.graph?.add(node);
  for (const widget of node.widgets ?? []) {
    if (!(widget.name in widgets)) continue;
    widget.value = widgets[widget.name];
    widget.callback?.(widget.value);
  }
  app.graph.setDirtyCanvas(true, true);
  return node;
}

/**
 * @param {ComfyApp} app
 * @param {types.Host} host
 * @param {types.Node} node
 * @param {string} input
 * @returns {string | null}
 */
function pictureAt(app, host, node, input) {
  const slot = node.findInputSlot(input);
  const source = slot < 0 ? null : node.getInputNode(slot);
  if (!source) return null;
  const shown = app.nodeOutputs?.[String(source.id)]?.images?.[0];
  if (shown?.filename) return host.viewUrl({ ...shown, filename: shown.filename });
  const file = source.widgets?.find((widget) => widget.name === "image")?.value;
  if (source.comfyClass !== "LoadImage" || typeof file !== "string") return null;
  return host.viewUrl(inputFile(file));
}

/** A LoadImage's value: "cat.png", "sub/cat.png", or "cat.png [output]". @param {string} value */
function inputFile(value) {
  const [, path = value, type = "input"] = value.match(/^(.*?)(?: \[(input|output|temp)\])?$/) ?? [];
  const cut = path.lastIndexOf("/");
  return { filename: path.slice(cut + 1), subfolder: path.slice(0, Math.max(cut, 0)), type };
}
