import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { plainCause } from '../plain-cause.ts'
import { valkeyFaults } from './faults.ts'
import { timeLimit } from './time-limit.ts'
import type { ReplyRule } from './valkey-answers.ts'
import { replyRules } from './valkey-answers.ts'
import type { OpenConnection, ValkeyConnection } from './valkey-connection.ts'

/** Does work on a connection that is opened when it is first needed, and again after it was lost. */
export type OnConnection = <T>(
  work: (connection: ValkeyConnection) => Promise<T>,
  signal?: AbortSignal,
) => Promise<T>

/** What {@link keepConnection} takes. */
export interface KeepConnectionOptions {
  readonly open: () => Promise<OpenConnection>
  /** How messages name the server. */
  readonly sink: string
  readonly timeoutMs: number
}

const ruleOf = (error: unknown): ReplyRule | undefined =>
  error instanceof Error ? replyRules.find(({ words }) => words.test(error.message)) : undefined

/** True where the connection did its work, and the server said no. */
const isReply = (error: unknown): boolean => {
  const rule = ruleOf(error)
  return rule !== undefined && rule.isLeft !== true
}

/** A mistake in what was asked, or in the client: no server had a part in it. */
const isMistake = (error: unknown): boolean =>
  ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'].some(
    name => error instanceof Error && error.name === name,
  )

/** A server quotes the arguments of a command that it does not know. */
const plain = (words: string): string => words.replace(/,? with args beginning with:.*$/s, '')

const faultOf = (sink: string, error: unknown): Error => {
  if (isPipelineError(error)) return error
  const cause = plainCause(error, plain)
  const reason = (cause.message || cause.name).replace(/\.$/, '')
  const code = ruleOf(error)?.code ?? (isMistake(error) ? 'sink.answer-unknown' : 'sink.unavailable')
  return raise(valkeyFaults, code, { sink, reason }, { cause })
}

const inTime = async <T>(
  work: Promise<T>,
  { sink, timeoutMs }: KeepConnectionOptions,
  signal: AbortSignal | undefined,
): Promise<T> => {
  const limit = timeLimit(timeoutMs)
  const end = signal === undefined ? limit : AbortSignal.any([limit, signal])
  let onAbort: (() => void) | undefined
  const late = new Promise<never>((_, reject) => {
    onAbort = () => {
      const reason = limit.aborted ? `no answer within ${timeoutMs} ms` : 'the call was aborted'
      reject(raise(sinkFaults, 'sink.unavailable', { sink, reason }))
    }
    if (end.aborted) onAbort()
    else end.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, late])
  } finally {
    if (onAbort !== undefined) end.removeEventListener('abort', onAbort)
  }
}

/**
 * Keeps one connection for many calls. A connection that was idle may have been cut without our knowing, so work that
 * fails on one is done once more on a fresh one; what is done must bear repeating.
 */
export const keepConnection = (options: KeepConnectionOptions): OnConnection => {
  const { open, sink } = options
  let kept: Promise<OpenConnection> | undefined
  const drop = (lost: Promise<OpenConnection>): void => {
    if (kept === lost) kept = undefined
    lost.then(
      connection => {
        connection.destroy()
      },
      () => undefined,
    )
  }
  const attempt: OnConnection = async (work, signal) => {
    const connection = (kept ??= open())
    try {
      return await inTime(connection.then(work), options, signal)
    } catch (error) {
      if (!isReply(error)) drop(connection)
      throw error
    }
  }
  return async (work, signal) => {
    const wasOpen = kept !== undefined
    try {
      return await attempt(work, signal)
    } catch (error) {
      if (!wasOpen || isReply(error) || isPipelineError(error)) throw faultOf(sink, error)
    }
    return attempt(work, signal).catch((error: unknown) => {
      throw faultOf(sink, error)
    })
  }
}
