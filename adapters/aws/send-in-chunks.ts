import { jsonText } from '../../core/attributes/json-text.ts'
import { chunksOf } from '../../core/concurrency/chunks-of.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { orError } from '../../core/errors/thrown.ts'
import type { Notification } from '../../processors/notification/notification-sink.ts'
import type { FailedEntry } from './aws-failure.ts'
import { awsFailure, entryFailure } from './aws-failure.ts'

/** A message with the text that is sent of it. */
export interface Message {
  readonly message: Notification
  readonly text: string
  readonly bytes: number
}

/** How a service sends one piece: answers, by position in it, what it did not take. */
export type SendChunk = (
  piece: readonly Message[],
  signal: AbortSignal | undefined,
) => Promise<ReadonlyMap<number, FailedEntry>>

/** All three services take ten at a time and, since ever, a quarter of a megabyte together. */
const most = 10
const maxBytes = 262_144

/** Characters that a text may hold and SQS does not take; the others of their kind JSON writes in escapes by itself. */
const escaped = (text: string): string =>
  text.replace(/[\uFFFE\uFFFF]/g, found => (found === '\uFFFE' ? '\\ufffe' : '\\uffff'))

/**
 * What is sent: receivers know repeats by the `id` in it.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const messageOf = (message: Notification): Message => {
  const { id, subject, body } = message
  const text = escaped(jsonText({ id, subject, body }))
  return { message, text, bytes: Buffer.byteLength(text) }
}

/**
 * Sends messages piece by piece, in their order; each failure is its message's, a failed call that of its piece.
 * `isOnce`: the client tries once, and nothing is sent again of which nobody knows whether it has arrived.
 */
export const sendInChunks = async (
  sink: string,
  messages: readonly Notification[],
  signal: AbortSignal | undefined,
  send: SendChunk,
  isOnce = false,
): Promise<readonly ('applied' | Error)[]> => {
  const sendPiece = async (piece: readonly Message[]): Promise<readonly ('applied' | Error)[]> => {
    try {
      const failed = await send(piece, signal)
      return piece.map(({ message }, index) => {
        const failure = failed.get(index)
        return failure === undefined ? 'applied' : entryFailure(sink, message.id, failure, isOnce)
      })
    } catch (error) {
      const failure = awsFailure(sink, error, piece.length === 1 ? piece[0]?.message.id : undefined)
      const isRefused =
        isPipelineError(failure) && failure.scope !== 'sink' && (!isOnce || failure.effect === 'none')
      // One bad message fails the whole call; the others are not to share its fate.
      return isRefused && piece.length > 1 ? sendEach(piece.map(each => [each])) : piece.map(() => failure)
    }
  }
  const sendEach = async (
    pieces: readonly (readonly Message[])[],
  ): Promise<readonly ('applied' | Error)[]> => {
    const results: ('applied' | Error)[] = []
    for (const piece of pieces) results.push(...(await sendPiece(piece)))
    return results
  }
  // A message that cannot be written is its own trouble.
  const texts = messages.map(message => orError(() => messageOf(message)))
  const whole = texts.filter((text): text is Message => !(text instanceof Error))
  const results = await sendEach(chunksOf(whole, most, { of: ({ bytes }) => bytes, most: maxBytes }))
  let next = 0
  return texts.map(text => {
    if (text instanceof Error) return text
    const result = results[next] ?? new Error('it has no answer')
    next += 1
    return result
  })
}

/** What a batch call says of an entry that it took. */
export interface TakenEntry {
  readonly Id?: string | undefined
}

/** What a service says of the entries of a batch. */
interface BatchAnswer {
  readonly Successful?: readonly TakenEntry[] | undefined
  readonly Failed?: readonly (FailedEntry & TakenEntry)[] | undefined
}

/** Of an entry that an answer does not name nobody knows whether it was taken. */
export const unsaid: FailedEntry = { Message: 'the answer does not say what became of it' }

/** What was not taken of a batch of so many entries, which were named by their position. */
export const byPosition = (
  count: number,
  { Successful = [], Failed = [] }: BatchAnswer,
): ReadonlyMap<number, FailedEntry> => {
  const taken = new Set(Successful.map(({ Id }) => Number(Id)))
  const failed = new Map<number, FailedEntry>(Failed.map(entry => [Number(entry.Id), entry]))
  for (let at = 0; at < count; at += 1) if (!taken.has(at) && !failed.has(at)) failed.set(at, unsaid)
  return failed
}
