// @ts-check
// A video that plays by itself, over and over, and is heard while it is pointed at or has the focus.

import { el, on } from "../dom.js";

/** @import * as types from "../types.js" */

/**
 * @param {object} what
 * @param {string} what.src
 * @param {string} what.poster what stands there until it plays
 * @param {string} what.label
 * @param {HTMLElement} what.area over which it is heard
 * @param {() => void} what.changed it plays now, or stands still
 * @param {(aspect: number) => void} what.sized its width by its height
 * @param {() => void} what.failed
 * @returns {{video: HTMLVideoElement, toggle: () => void, stop: types.Stop}}
 */
export function makePlayer({ src, poster, label, area, changed, sized, failed }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const preload = still ? "none" : "metadata";
  const video = el("video", { poster, preload, muted: true, loop: true, playsInline: true, "aria-label": label });
  const { toggle, stop } = playInView(video, !still);
  const stops = [
    stop,
    on(video, "play", changed),
    on(video, "pause", changed),
    on(video, "loadedmetadata", () => sized(video.videoWidth / video.videoHeight)),
    on(video, "error", failed),
    hearWhileMeant(video, area),
  ];
  video.src = src;
  return { video, toggle, stop: () => end(video, stops) };
}

/**
 * Plays it while somebody can see it; nobody looks at what is out of sight.
 * @param {HTMLVideoElement} video
 * @param {boolean} wanted whether it plays until `toggle` is called
 */
function playInView(video, wanted) {
  let inView = false;
  const follow = () => {
    if (!wanted || !inView || document.hidden) video.pause();
    else if (video.paused) video.play().catch(() => {}); // forbidden by the browser: the button to play stands there
  };
  const seen = new IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting ?? false;
    follow();
  });
  const stopped = on(video, "pause", () => {
    if (!wanted || !inView || video.muted) return;
    video.muted = true; // the browser stopped it for its sound
    follow();
  });
  const hidden = on(document, "visibilitychange", follow);
  seen.observe(video);
  const toggle = () => {
    wanted = video.paused;
    follow();
  };
  return { toggle, stop: () => [stopped, hidden, () => seen.disconnect()].forEach((stop) => stop()) };
}

/** @param {HTMLVideoElement} video @param {types.Stop[]} stops */
function end(video, stops) {
  stops.forEach((stop) => stop());
  video.pause();
  video.removeAttribute("src");
  video.load(); // lets go of what was fetched
}

/**
 * @param {HTMLVideoElement} video
 * @param {HTMLElement} area
 * @returns {types.Stop}
 */
function hearWhileMeant(video, area) {
  const hear = (/** @type {boolean} */ meant) => {
    // Before the first click on a page browsers stop what makes a sound.
    video.muted = !meant || navigator.userActivation?.hasBeenActive === false;
  };
  const focused = () => area.querySelector(":focus-visible") !== null;
  const stops = [
    on(area, "pointerenter", () => hear(true)),
    on(area, "pointerleave", () => hear(focused())),
    on(area, "focusin", () => hear(focused() || area.matches(":hover"))),
    on(area, "focusout", () => hear(area.matches(":hover"))),
  ];
  return () => stops.forEach((stop) => stop());
}
