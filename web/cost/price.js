// @ts-check
// What a node will cost, from its widgets and the server's prices. No number stands here.

/** @import * as types from "../types.js" */

/**
 * A node as far as its price goes.
 * @typedef {object} Paying
 * @property {string} type the node's id
 * @property {Record<string, unknown>} values its widgets by name; null where a link gives the value, known at the run
 * @property {Paying | null} [source] of an extension: the node that makes its video, where it is on the canvas
 */

/**
 * @typedef {object} Price
 * @property {"official" | "about" | "free"} whose
 * @property {[number, number] | "unknown" | "refused"} units from, to; or known afterwards; or Kling does not do that
 * @property {"video" | "each" | "5 s"} per what costs that; `each` where a batch makes several
 * @property {number} plus units on top of that, once
 */

const KINDS = /** @type {Record<string, string>} */ ({
  KlingKitImage2Video: "image2video",
  KlingKitText2Video: "text2video",
  KlingKitMultiImage2Video: "multi-image2video",
});

/**
 * @param {Paying} node
 * @param {types.Prices} prices
 * @returns {Price}
 */
export function priceOf(node, prices) {
  const whose = prices.accounts[String(node.values.account ?? "default")] ?? "about";
  if (node.type === "KlingKitLipSync") {
    const { per_5_s, faces } = prices.lip_sync;
    return { whose, units: [per_5_s, per_5_s], per: "5 s", plus: node.values.engine === "face" ? faces : 0 };
  }
  const per = node.type === "KlingKitImage2Video" ? "each" : "video";
  if (!(node.type in KINDS || node.type === "KlingKitExtendVideo")) return { whose, units: "unknown", per, plus: 0 };
  const possible = node.type === "KlingKitExtendVideo" ? extensions(node, prices) : videos(node, prices);
  return { whose, units: span(possible), per, plus: 0 };
}

/** All that it may cost, with what is not known taken both ways. @param {Paying} node @param {types.Prices} prices */
function videos({ type, values }, prices) {
  const kind = KINDS[type] ?? "";
  const rows = Object.entries(prices.models).filter(
    ([name, row]) => row.kinds.includes(kind) && (values.model ?? name) === name,
  );
  return rows.flatMap(([, row]) => {
    const sound = chosen(values, "sound");
    const either = sound === null ? [row.units, row.units_with_sound] : [row.units];
    const tables = sound === "on" ? [row.units_with_sound] : either;
    const modes = row.modes.length === 0 ? [""] : known(chosen(values, "mode")) ?? row.modes;
    const durations = known(chosen(values, "duration")) ?? row.durations;
    const seconds = tables.flatMap((table) => modes.map((mode) => table[mode])).filter((units) => units !== undefined);
    return seconds.flatMap((units) => durations.map((duration) => units * Number(duration)));
  });
}

/**
 * Of an extension, which Kling makes with the model and mode of its source.
 * @param {Paying} node
 * @param {types.Prices} prices
 */
function extensions(node, prices) {
  let source = node.source;
  while (source?.type === "KlingKitExtendVideo") source = source.source;
  const mode = source && source.type in KINDS ? chosen(source.values, "mode") : null;
  const price = prices.extension[String(mode)];
  return price === undefined ? Object.values(prices.extension) : [price];
}

/**
 * A choice that stands below the model, or, where the node has one model, by itself.
 * @param {Record<string, unknown>} values
 * @param {string} name
 */
function chosen(values, name) {
  return `model.${name}` in values ? values[`model.${name}`] : values[name];
}

/** @param {unknown} value */
function known(value) {
  return value === undefined || value === null ? null : [String(value)];
}

/** @param {number[]} possible @returns {[number, number] | "refused"} */
function span(possible) {
  return possible.length > 0 ? [Math.min(...possible), Math.max(...possible)] : "refused";
}
