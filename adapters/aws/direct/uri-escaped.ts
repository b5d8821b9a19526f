/** What `encodeURIComponent` has left of a text, which RFC 3986 does not leave, and signatures go by. */
export const escapedFully = (text: string): string =>
  text.replace(/[!'()*]/g, found => `%${found.charCodeAt(0).toString(16).toUpperCase()}`)

/** A text as it stands in a path or a form, by the stricter rule that signatures go by. */
export const uriEscaped = (text: string): string => escapedFully(encodeURIComponent(text))
