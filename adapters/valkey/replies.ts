import { raise } from '../../core/errors/pipeline-error.ts'
import { cacheFaults } from './faults.ts'

// Settings of clients turn replies into buffers, texts, bigints and sets: what a reply says is the same.

const kindOf = (reply: unknown): string =>
  reply === null ? 'null' : Array.isArray(reply) ? 'a list' : `a ${typeof reply}`

const unexpected = (wanted: string, reply: unknown): Error =>
  raise(cacheFaults, 'cache.client-unsupported', {
    problem: `it answers with ${kindOf(reply)} instead of ${wanted}`,
  })

/** A text, or nothing for the null reply. */
export const textOf = (reply: unknown): string | undefined => {
  if (reply === null) return undefined
  if (typeof reply === 'string') return reply
  if (reply instanceof Uint8Array) return Buffer.from(reply).toString()
  if (typeof reply === 'number' || typeof reply === 'bigint') return String(reply)
  throw unexpected('a text', reply)
}

/** A text where the null reply has no meaning: it never stands for the empty text, which may be a key. */
const heldText = (wanted: string, reply: unknown): string => {
  const text = textOf(reply)
  if (text === undefined) throw unexpected(wanted, reply)
  return text
}

/** A list of texts; RESP3 has sets besides. */
export const textListOf = (reply: unknown): readonly string[] => {
  if (!Array.isArray(reply) && !(reply instanceof Set)) throw unexpected('a list', reply)
  return [...(reply as Iterable<unknown>)].map(each => heldText('a text', each))
}

/** Holds a reply to being a count, and gives it as text: a client in a transaction says `QUEUED`, and nothing has been done yet. */
export const expectCount = (reply: unknown): string => {
  const text = heldText('a count', reply)
  if (!/^\d+$/.test(text)) throw unexpected('a count', reply)
  return text
}

/** Holds a reply to being `OK`. */
export const expectOk = (reply: unknown): void => {
  if (textOf(reply) !== 'OK') throw unexpected('OK', reply)
}

/** A page of SCAN: where to go on, and what was found. */
export const scanReplyOf = (reply: unknown): readonly [cursor: string, found: readonly string[]] => {
  if (!Array.isArray(reply) || reply.length !== 2) throw unexpected('a page', reply)
  return [expectCount(reply[0]), textListOf(reply[1])]
}
