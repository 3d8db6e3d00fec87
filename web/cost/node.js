// @ts-check
/** @import * as types from "../types.js" */
/** @param {types.Node} _node @param {types.Host} _host */
export function attachCost(_node, _host) {}
