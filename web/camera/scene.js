// @ts-check
// Something to look at where no picture is connected: a figure on a plain, with posts that show how far things are.

const WIDTH = 640;
const HEIGHT = 360;
const HORIZON = 190;

/** @returns {HTMLCanvasElement} */
export function drawnScene() {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  fade(pen, 0, HORIZON, "#1e3a5f", "#f2b28c");
  fade(pen, HORIZON, HEIGHT, "#3c4a44", "#1c2622");
  plain(pen);
  for (const [x, far] of /** @type {const} */ ([[-1.6, 4], [1.7, 4], [-1.5, 2], [1.6, 2]])) post(pen, x, far);
  figure(pen);
  return canvas;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} top
 * @param {number} bottom
 * @param {string} from
 * @param {string} to
 */
function fade(pen, top, bottom, from, to) {
  const colours = pen.createLinearGradient(0, top, 0, bottom);
  colours.addColorStop(0, from);
  colours.addColorStop(1, to);
  pen.fillStyle = colours;
  pen.fillRect(0, top, WIDTH, bottom - top);
}

/** Where a point of the ground is seen. @param {number} x to the right @param {number} far */
function seen(x, far) {
  return { x: WIDTH / 2 + (x * 190) / far, y: HORIZON + 170 / far };
}

/** @param {CanvasRenderingContext2D} pen */
function plain(pen) {
  pen.strokeStyle = "rgb(255 255 255 / 22%)";
  pen.beginPath();
  for (let x = -12; x <= 12; x += 1) line(pen, seen(x, 1), seen(x, 12));
  for (const far of [1.15, 1.5, 2, 3, 4, 6, 10]) line(pen, seen(-20, far), seen(20, far));
  pen.stroke();
}

/** @param {CanvasRenderingContext2D} pen @param {{x: number, y: number}} from @param {{x: number, y: number}} to */
function line(pen, from, to) {
  pen.moveTo(from.x, from.y);
  pen.lineTo(to.x, to.y);
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} far */
function post(pen, x, far) {
  const foot = seen(x, far);
  pen.fillStyle = far > 3 ? "#8a6d5c" : "#b98a68";
  pen.fillRect(foot.x - 16 / far, foot.y - 280 / far, 32 / far, 280 / far);
}

/** @param {CanvasRenderingContext2D} pen */
function figure(pen) {
  const { x, y } = seen(0, 1.9);
  pen.fillStyle = "#f8f4ec";
  pen.beginPath();
  pen.arc(x, y - 128, 19, 0, 2 * Math.PI);
  pen.roundRect(x - 24, y - 104, 48, 62, 18);
  pen.roundRect(x - 20, y - 50, 17, 50, 6);
  pen.roundRect(x + 3, y - 50, 17, 50, 6);
  pen.fill();
}
