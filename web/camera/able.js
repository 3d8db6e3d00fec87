// @ts-check
// What the node after the camera can do with it, by the server's catalog.

/** @import * as types from "../types.js" */

/**
 * A node that a camera is connected to.
 * @typedef {{kind: string, model: unknown, mode: unknown, duration: unknown}} User null where a link gives a value
 */

/**
 * @typedef {object} Ability
 * @property {"" | "model" | "shot" | "preset"} refuses what of it does not go: the camera with this model, with this
 *   mode and duration, or a ready-made move
 * @property {boolean} presets whether ready-made moves go
 * @property {string} model
 * @property {string} shots where the camera goes with this model: "std 5 s"
 * @property {string} able the models that have a camera
 */

const KINDS = /** @type {Record<string, string>} */ ({
  KlingKitImage2Video: "image2video",
  KlingKitText2Video: "text2video",
});

/** @param {string} type a node's id @param {Record<string, unknown>} values of its widgets @returns {User | null} */
export function userOf(type, values) {
  const kind = KINDS[type];
  if (!kind) return null;
  const { model, "model.mode": mode, "model.duration": duration } = values;
  return { kind, model, mode, duration };
}

/**
 * @param {User | null} user
 * @param {string} type of the camera
 * @param {types.Prices} prices
 * @returns {Ability}
 */
export function abilityOf(user, type, prices) {
  const kind = user?.kind ?? "image2video";
  const rows = Object.entries(prices.models);
  const able = rows.filter(([, row]) => modes(row, kind).length > 0);
  const named = { able: able.map(([name, row]) => `${name} (${inWords(row.camera[kind])})`).join(", ") };
  const row = prices.models[String(user?.model)];
  if (!user || user.model === null || !row) return { refuses: "", presets: true, model: "", shots: "", ...named };
  const shots = row.camera[kind] ?? {};
  const what = { model: String(user.model), shots: inWords(shots), ...named };
  if (modes(row, kind).length === 0) return { refuses: "model", presets: false, ...what };
  const presets = row.camera_presets;
  if (!presets && type !== "simple") return { refuses: "preset", presets, ...what };
  return { refuses: fits(shots, user) ? "" : "shot", presets, ...what };
}

/** @param {types.Prices["models"][string]} row @param {string} kind */
function modes(row, kind) {
  return Object.keys(row.camera[kind] ?? {});
}

/** @param {Record<string, string[]>} shots @param {User} user */
function fits(shots, { mode, duration }) {
  const durations = typeof mode === "string" ? shots[mode] ?? [] : Object.values(shots).flat();
  return typeof duration === "string" ? durations.includes(duration) : durations.length > 0;
}

/** @param {Record<string, string[]>} [shots] */
function inWords(shots = {}) {
  return Object.entries(shots)
    .map(([mode, durations]) => `${mode} ${durations.join("/")} s`)
    .join(", ");
}
