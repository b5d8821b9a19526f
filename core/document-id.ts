import { createHash } from 'node:crypto'

const maxIdBytes = 512

/**
 * The id under which a search engine keeps a document: the one given, or its SHA-256 where it is too long for one.
 * OpenSearch refuses longer ones, and then the whole request they are in.
 * @see https://docs.opensearch.org/latest/api-reference/document-apis/index-document/
 */
export const documentId = (id: string): string =>
  Buffer.byteLength(id) <= maxIdBytes ? id : `sha256-${createHash('sha256').update(id).digest('hex')}`
