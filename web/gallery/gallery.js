// @ts-check
/** @import * as types from "../types.js" */
/** @param {HTMLElement} _element @param {types.Host} _host @returns {types.Stop} */
export function openGallery(_element, _host) {
  return () => {};
}
