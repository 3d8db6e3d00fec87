// @ts-check
// ComfyUI's page as a Host: what the panels may ask of it, and how that is done in this version of the page.

import { Badges } from "./badges.js";
import { PriceList } from "./cost/prices.js";
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
    prices: new PriceList(() => routes.prices()),
    badges: new Badges(app),
    on: (event, heard) => on(/** @type {any} */ (api), event, (message) => heard(message.detail)),
    tell: (severity, summary, detail) => {
      app.extensionManager.toast.add({ severity, summary, detail, life: severity === "error" ? 12_000 : 4_000 });
    },
    refreshCombos: () => app.refreshComboInNodes(),
    graphId: () => String(app.rootGraph.id),
    nodeAt: (id) => nodeAt(app, id),
    wheelOnCanvas: (event) => wheelOnCanvas(app, event),
    openWorkflow: async (workflow, name) => {
      await app.loadGraphData(/** @type {any} */ (structuredClone(workflow)), true, true, name);
    },
    addNode: (type, widgets, at) => addNode(app, type, widgets, at),
    queue: async (prompt, workflow) => {
      await api.queuePrompt(0, /** @type {any} */ ({ output: prompt, workflow: workflow ?? undefined }));
    },
    viewUrl: (item) => api.apiURL(`/view?${new URLSearchParams({ subfolder: "", type: "output", ...item })}`),
    pictureAt: (node, input) => pictureAt(app, host, node, input),
    onDrop,
    graphChanged: () => app.extensionManager.workflow.activeWorkflow?.changeTracker?.captureCanvasState(),
    redraw: () => app.graph.setDirtyCanvas(true, true),
  };
  host.prices.changed(() => host.badges.update());
  host.on("graphChanged", () => host.badges.update());
  app.registerExtension({
    name: "KlingKit.Graph",
    setup: () => keepKeys(app),
    afterConfigureGraph: () => void /** @type {EventTarget} */ (api).dispatchEvent(new CustomEvent("klingkit.graph")),
    // Accounts may have changed, here or in their file.
    refreshComboInNodes: () => host.prices.refresh(),
  });
  return { host, ready: prepare(app, api, host) };
}

/** @param {ComfyApp} app @param {ComfyApi} api @param {types.Host} host */
async function prepare(app, api, host) {
  /** @type {Record<string, any>} of all packs, some in languages that we do not speak */
  const trees = await api.getCustomNodesI18n();
  const ours = Object.entries(trees).flatMap(([language, tree]) => (tree.klingkit ? [[language, tree.klingkit]] : []));
  host.texts = new Texts(Object.fromEntries(ours), locale(app));
  /** The new one comes along with the event: the settings still give the old one then. @param {any} [event] */
  const hear = (event) => {
    host.texts.use(event?.detail?.value ?? locale(app));
    host.badges.update();
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

/** @param {ComfyApp} app @param {string} id @returns {types.Node | null} */
function nodeAt(app, id) {
  /** @type {any} */
  let graph = app.rootGraph;
  let node = null;
  for (const step of id.split(":")) {
    node = graph?.getNodeById(step) ?? null;
    graph = node?.subgraph;
  }
  return node;
}

/** @param {ComfyApp} app @param {WheelEvent} event */
function wheelOnCanvas(app, event) {
  // Nodes 2.0 does it by itself: there the part is within the node's own element.
  if (/** @type {any} */ (window).LiteGraph.vueNodesMode) return;
  event.preventDefault();
  app.canvas.canvas.dispatchEvent(new WheelEvent("wheel", event));
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
  let source = slot < 0 ? null : node.getInputNode(slot);
  // It hands on what comes in.
  while (source?.type === "Reroute") source = source.getInputNode(0);
  if (!source) return null;
  const shown = app.nodeOutputs?.[String(source.id)]?.images?.[0];
  if (shown?.filename) return host.viewUrl({ ...shown, filename: shown.filename });
  const file = source.widgets?.find((widget) => widget.name === "image")?.value;
  if (source.comfyClass !== "LoadImage" || typeof file !== "string") return null;
  return host.viewUrl(inputFile(file));
}

/**
 * ComfyUI hears keys before a dialog does, and runs no shortcut while its mask editor is open: nor shall it while a
 * dialog of ours is, where Ctrl+Z would undo the graph behind it, and Ctrl+Enter run it.
 * @param {ComfyApp} app
 */
function keepKeys(app) {
  const asked = /** @type {any} */ (app.constructor);
  const before = asked.maskeditor_is_opended;
  asked.maskeditor_is_opended = () => Boolean(before?.()) || document.querySelector("dialog.kk-dialog[open]") !== null;
}

/** A LoadImage's value: "cat.png", "sub/cat.png", or "cat.png [output]". @param {string} value */
function inputFile(value) {
  const [, path = value, type = "input"] = value.match(/^(.*?)(?: \[(input|output|temp)\])?$/) ?? [];
  const cut = path.lastIndexOf("/");
  return { filename: path.slice(cut + 1), subfolder: path.slice(0, Math.max(cut, 0)), type };
}

/**
 * What is dragged with a type of ours can be dropped anywhere on the canvas, before ComfyUI looks at it.
 * @type {types.Host["onDrop"]}
 */
function onDrop(type, dropped) {
  const canvas = "#graph-canvas, #graph-canvas-container, [data-node-id]";
  const isOurs = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes(type) && /** @type {Element | null} */ (event.target)?.closest(canvas);
  const over = on(document, "dragover", (event) => void (isOurs(event) && event.preventDefault()), { capture: true });
  const drop = on(
    document,
    "drop",
    (event) => {
      if (!isOurs(event)) return;
      event.preventDefault();
      event.stopPropagation();
      dropped(event.dataTransfer.getData(type), { x: event.clientX, y: event.clientY });
    },
    { capture: true },
  );
  return () => (over(), drop());
}
