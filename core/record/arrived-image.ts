import type { Image } from '../attributes/attribute-value.ts'

/**
 * An image as it arrived. Some writers of JSON say `null` or `{}` where there is none; an item has its key at least,
 * so neither is ever an image.
 */
export const arrivedImage = (image: Image | null | undefined): Image | undefined => {
  // None of these has a property of its own to go through.
  for (const name in image) return Object.hasOwn(image, name) ? image : undefined
  return undefined
}
