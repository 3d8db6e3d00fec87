// @ts-check
// The picture that comes in at the node.

/**
 * @param {string | null} url
 * @returns {Promise<HTMLImageElement | null>} null where there is none, or none that can be shown
 */
export async function loadPicture(url) {
  if (!url) return null;
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    return null;
  }
  return image.naturalWidth > 0 ? image : null;
}
