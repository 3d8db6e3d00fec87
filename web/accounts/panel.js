// @ts-check
/** @import * as types from "../types.js" */
/** @param {types.Host} _host @returns {HTMLElement} */
export function accountsPanel(_host) {
  return document.createElement("div");
}
