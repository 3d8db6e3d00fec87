// @ts-check
// ComfyUI imports this file when its page opens. It alone knows ComfyUI: the panels get a Host from it.

import { api } from "../../scripts/api.js";
import { app } from "../../scripts/app.js";

import { accountsPanel } from "./accounts/panel.js";
import { attachBrush } from "./brush/node.js";
import { attachCamera } from "./camera/node.js";
import { attachCost } from "./cost/node.js";
import { el } from "./dom.js";
import { openGallery } from "./gallery/gallery.js";
import { makeHost } from "./host.js";
import { translateInputs } from "./inputs.js";
import { attachPreview } from "./preview/node.js";

/** @import * as types from "./types.js" */

const TAB = "klingkit";

/** What a node of ours gets besides its widgets, by its id. */
const ATTACH = {
  KlingKitImage2Video: [attachPreview],
  KlingKitText2Video: [attachPreview],
  KlingKitMultiImage2Video: [attachPreview],
  KlingKitExtendVideo: [attachPreview],
  KlingKitLipSync: [attachPreview],
  KlingKitEffects: [attachPreview],
  KlingKitPoll: [attachPreview],
  KlingKitCameraControl: [attachCamera],
  KlingKitMotionBrush: [attachBrush],
};

/** Those that cost money. */
const PAYING = /** @type {string[]} */ ([
  "KlingKitImage2Video",
  "KlingKitText2Video",
  "KlingKitMultiImage2Video",
  "KlingKitExtendVideo",
  "KlingKitLipSync",
  "KlingKitEffects",
]);

const { host, ready } = makeHost(app, api);

app.registerExtension({
  name: "KlingKit",
  commands: [
    { id: "KlingKit.OpenGallery", label: "Show the Kling tasks", icon: "pi pi-video", function: toggleGallery },
  ],
  settings: [
    {
      id: /** @type {any} */ ("KlingKit.Accounts"),
      name: "Accounts",
      category: ["KlingKit", "Accounts", "Accounts"],
      defaultValue: "",
      type: () => whenReady(() => accountsPanel(host)),
    },
  ],
  async setup() {
    await ready;
    app.extensionManager.registerSidebarTab({
      id: TAB,
      icon: "pi pi-video",
      title: "Kling",
      tooltip: host.texts.t("gallery.title"),
      type: "custom",
      render: (element) => {
        closeGallery();
        closeGallery = openGallery(element, host);
      },
      destroy: () => closeGallery(),
    });
  },
  beforeRegisterNodeDef(nodeType, definition) {
    if (definition.name in ATTACH) translateInputs(nodeType.prototype, definition.input);
  },
  nodeCreated(node) {
    const attach = ATTACH[/** @type {keyof typeof ATTACH} */ (node.comfyClass)] ?? [];
    if (PAYING.includes(node.comfyClass ?? "")) attachCost(node, host);
    // ComfyUI creates the nodes of a workflow before anything of ours may have been fetched.
    if (attach.length > 0) ready.then(() => attach.forEach((one) => one(node, host)));
  },
});

/** @type {types.Stop} */
let closeGallery = () => {};

function toggleGallery() {
  app.extensionManager.command.execute(`Workspace.ToggleSidebarTab.${TAB}`);
}

/** An element now, with what belongs into it as soon as the texts are there. @param {() => HTMLElement} make */
function whenReady(make) {
  const place = el("div");
  ready.then(() => place.append(make()));
  return place;
}
