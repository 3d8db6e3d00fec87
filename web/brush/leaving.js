// @ts-check
// Leaving a dialog with something unsaved in it.

import { ask } from "../dialog.js";

/** @import { Texts } from "../texts.js" */

/** @param {boolean} isDirty @param {Texts} texts @returns {Promise<boolean>} whether to leave */
export async function confirmLeave(isDirty, texts) {
  if (!isDirty) return true;
  const { t } = texts;
  return ask({ title: t("brush.leave_title"), text: t("brush.leave"), yes: t("brush.leave_yes"), danger: true, texts });
}

/**
 * Whether Escape was pressed. The browser closes a dialog on the second one whatever is answered to it: so none
 * reaches it.
 * @param {KeyboardEvent} event
 */
export function catchEscape(event) {
  if (event.key !== "Escape") return false;
  event.preventDefault();
  return true;
}
