/** A text as it stands in a path or a form, by the stricter rule that signatures go by. */
export const uriEscaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, found => `%${found.charCodeAt(0).toString(16).toUpperCase()}`)
