// @ts-check
/** @import * as types from "../types.js" */
/** @param {types.Node} _node @param {types.Host} _host */
export function attachBrush(_node, _host) {}
