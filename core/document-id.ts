import { createHash } from 'node:crypto'

const maxIdBytes = 512
/** A character of UTF-16 is three bytes of UTF-8 at most, and two that are one character are four. */
const mostBytesOfUnit = 3

/** What a hash looks like; an id of one's own that does is hashed too, or it could meet the one that it looks like. */
const hashed = /^sha256-[0-9a-f]{64}$/

/**
 * The id under which a search engine keeps a document: the one given, or its SHA-256 where it is too long for one.
 * OpenSearch refuses longer ones, and then the whole request they are in. Different ids stay different.
 *
 * @param id - well-formed text: of two halves of characters a hash would make one
 * @param prefix - what comes before it, hashed or not
 * @see https://docs.opensearch.org/latest/api-reference/document-apis/index-document/
 */
export const documentId = (id: string, prefix = ''): string => {
  const isShort = (id.length + prefix.length) * mostBytesOfUnit <= maxIdBytes
  const fits = isShort || Buffer.byteLength(id) + Buffer.byteLength(prefix) <= maxIdBytes
  if (fits && !hashed.test(id)) return prefix + id
  return `${prefix}sha256-${createHash('sha256').update(id).digest('hex')}`
}
