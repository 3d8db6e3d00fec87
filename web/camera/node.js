// @ts-check
/** @import * as types from "../types.js" */
/** @param {types.Node} _node @param {types.Host} _host */
export function attachCamera(_node, _host) {}
