// @ts-check
// The editor's keys.

import { TOOL_KEYS } from "./bars.js";

/** @import { Session } from "./session.js" */
/** @import { Stage } from "./stage.js" */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {KeyboardEvent} event
 * @param {Session} session
 * @param {Stage} stage
 * @returns {boolean} whether the key was meant for the editor
 */
export function pressKey(event, session, stage) {
  if (event.ctrlKey || event.metaKey) return withControl(event, session);
  if (event.altKey) return false;
  if (event.target instanceof HTMLInputElement && event.key.startsWith("Arrow")) return false;
  return onStage(event, session, stage) || anywhere(event, session, stage);
}

/** @param {KeyboardEvent} event @param {Session} session */
function withControl(event, session) {
  const key = event.key.toLowerCase();
  if (session.locked) return key === "z" || key === "y";
  if (key === "y" || (key === "z" && event.shiftKey)) session.redo();
  else if (key === "z") session.undo();
  else return false;
  return true;
}

/**
 * Keys that mean something else on a button.
 * @param {KeyboardEvent} event @param {Session} session @param {Stage} stage
 */
function onStage(event, session, stage) {
  if (event.target !== stage.element || session.locked) return false;
  const arrow = ARROWS[event.key];
  if (arrow) {
    const step = event.shiftKey ? 10 : 1;
    if (session.tool === "path" && session.point !== null) session.movePoint(arrow[0] * step, arrow[1] * step);
    else if (session.tool === "hand") stage.pan(-40 * arrow[0], -40 * arrow[1]);
    else stage.steer(...arrow, event.shiftKey);
  } else if (event.key === "Enter") stage.press();
  else if (event.key === " ") stage.holdsSpace = true;
  else if (event.key === "Delete" || event.key === "Backspace") takeAway(session);
  else if (event.key === "," || event.key === ".") session.nextPoint(event.key === "," ? -1 : 1);
  else return false;
  return true;
}

/** @param {Session} session */
function takeAway(session) {
  if (session.draft) session.drop();
  else if (session.tool === "path") session.removePoint();
}

/** @param {KeyboardEvent} event @param {Session} session @param {Stage} stage */
function anywhere(event, session, stage) {
  const key = event.key.toUpperCase();
  const tool = TOOL_KEYS.find(([, letter]) => letter === key)?.[0];
  if (tool) session.useTool(tool);
  else if (key === "V") stage.isPlaying ? stage.pause() : stage.play();
  else if (key === "S") session.choose("static");
  else if (/^[1-6]$/.test(key)) session.choose(Number(key) - 1);
  else if (key === "[" || key === "]") session.useSize(resized(session.size, key === "]"));
  else if (key === "+" || key === "=") stage.zoomBy(1.25);
  else if (key === "-") stage.zoomBy(0.8);
  else if (key === "0") stage.fit();
  else return false;
  return true;
}

/** @param {number} size @param {boolean} larger */
function resized(size, larger) {
  return larger ? Math.max(size + 1, Math.round(size * 1.2)) : Math.min(size - 1, Math.round(size / 1.2));
}

/**
 * Escape leaves the nearest thing, one at a time.
 * @param {Session} session @param {Stage} stage @returns {boolean} whether there was one
 */
export function escape(session, stage) {
  if (stage.isPlaying) stage.pause();
  else if (session.draft) {
    session.draft = null;
    session.tell("change");
  } else if (session.point !== null) {
    session.point = null;
    session.tell("change");
  } else return false;
  return true;
}
