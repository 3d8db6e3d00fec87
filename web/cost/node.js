// @ts-check
// The cost badge above a node that pays: live with its widgets, its account and what stands before it.

import { priceOf } from "./price.js";
import { long, short } from "./words.js";

/**
 * @import * as types from "../types.js"
 * @import { Paying } from "./price.js"
 */

/** As many extensions are looked through for the video they go on from; a graph may run in circles. */
const LONGEST_CHAIN = 50;

/** @param {types.Node} node just made @param {types.Host} host */
export function attachCost(node, host) {
  const look = () => {
    const prices = host.prices.now;
    if (!prices) return { text: "", title: "" };
    const price = priceOf(paying(node), prices);
    const dollars = prices.dollars_per_unit;
    return { text: short(price, dollars, host.texts), title: long(price, dollars, host.texts) };
  };
  host.badges.add(node, look, () => host.tell("info", look().text, look().title));
}

/** @param {types.Node} node @param {number} before how many nodes were looked through already @returns {Paying} */
function paying(node, before = 0) {
  const linked = new Set(node.inputs?.filter((input) => input.link != null).map((input) => input.name));
  const values = Object.fromEntries(
    (node.widgets ?? []).map((widget) => [widget.name, linked.has(widget.name) ? null : widget.value]),
  );
  const goesOn = node.comfyClass === "KlingKitExtendVideo" && before < LONGEST_CHAIN;
  const slot = goesOn ? node.findInputSlot("video_id") : -1;
  const source = slot < 0 ? null : node.getInputNode(slot);
  return { type: node.comfyClass ?? "", values, source: source && paying(source, before + 1) };
}
