import type { Image } from '../attributes/attribute-value.ts'

/**
 * An image as it arrived. Some writers of JSON say `null` or `{}` where there is none; an item has its key at least,
 * so neither is ever an image.
 */
export const arrivedImage = (image: Image | null | undefined): Image | undefined => {
  if (image === null || image === undefined) return undefined
  for (const name in image) return Object.hasOwn(image, name) ? image : undefined
  return undefined
}
