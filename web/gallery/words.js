// @ts-check
// What a card says about a task, in words and numbers.

/**
 * @import { Texts } from "../texts.js"
 * @import * as types from "../types.js"
 */

/** A text of a family that may not have it: a kind that Kling added after us is called by its own name. */
/** @param {string} found @param {string} key @param {string} otherwise */
const orElse = (found, key, otherwise) => (found === key ? otherwise : found);

/** "Image to video", "Lip sync", ... @param {types.Task} task @param {Texts} texts */
export function kindOf({ kind }, { t }) {
  return orElse(t(`gallery.kind.${kind}`), `gallery.kind.${kind}`, kind);
}

/** "Image to video · kling-v2-6 · pro · 5 s" @param {types.Task} task @param {Texts} texts */
export function madeOf(task, texts) {
  const length = task.duration && texts.t("gallery.seconds", { n: task.duration });
  return [kindOf(task, texts), task.model, task.mode, length].filter(Boolean).join(" · ");
}

/** "¥2", "≈ ¥2" @param {number} units @param {boolean} estimated @param {Texts} texts */
export function money(units, estimated, texts) {
  const amount = new Intl.NumberFormat(texts.language, { maximumFractionDigits: 2 }).format(units);
  return `${estimated ? "≈ " : ""}¥${amount}`;
}

/** What a task costs or has cost, "" where nobody knows. @param {types.Task} task @param {Texts} texts */
export function price(task, texts) {
  if (task.free) return texts.t("gallery.price.free");
  if (task.state === "failed" && !task.given_up) return texts.t("gallery.price.not_charged");
  if (task.units === null) return "";
  return money(task.units, task.units_estimated, texts);
}

const AGES = /** @type {const} */ ([
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
]);

/** "3 min. ago" @param {number} seconds @param {Texts} texts */
export function age(seconds, { t, language }) {
  for (const [unit, length] of AGES) {
    if (seconds < length) continue;
    const format = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" });
    return format.format(-Math.floor(seconds / length), unit);
  }
  return t("gallery.now");
}

/** A moment, whole: for tooltips and details. @param {number | null} seconds @param {Texts} texts */
export function moment(seconds, { language }) {
  if (!seconds) return "";
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(seconds * 1000);
}

/** "0:07", "12:30" @param {number} seconds */
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * How far a running task is.
 * @param {types.Task} task
 * @param {number} now s since epoch
 * @returns {{part: number | null, elapsed: number, late: boolean}} `part` of its expected time; null: nobody knows
 */
export function progress(task, now) {
  const elapsed = Math.max(0, now - (task.submitted_at ?? task.created_at));
  if (task.state !== "submitted" || !task.expected) return { part: null, elapsed, late: false };
  // It ends when Kling says so, and not before: a full bar that stands still would look broken.
  return { part: Math.min(elapsed / task.expected, 0.96), elapsed, late: elapsed > task.expected * 1.5 };
}

/** "0:40 / ≈ 1:30" @param {types.Task} task @param {number} now @param {Texts} texts */
export function progressText(task, now, { t }) {
  if (task.state !== "submitted") return "";
  const { elapsed, late } = progress(task, now);
  if (!task.expected) return t("gallery.progress.elapsed", { elapsed: clock(elapsed) });
  if (late) return t("gallery.progress.late", { elapsed: clock(elapsed) });
  return t("gallery.progress.of", { elapsed: clock(elapsed), expected: clock(task.expected) });
}

/** What happened to an unknown task, and what that means. @param {types.Task} task @param {Texts} texts */
export function whatHappened(task, { t }) {
  return task.task_id ? t("gallery.unknown.denied") : t("gallery.unknown.lost");
}
