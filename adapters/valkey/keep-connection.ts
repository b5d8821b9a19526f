import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
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

/**
 * Servers begin an error with a word in capitals; everything else is the connection's. After a failover the server
 * that was demoted says READONLY for as long as one stays with it, so that is the connection's too.
 */
const isReply = (error: unknown): error is Error =>
  error instanceof Error && /^(?!READONLY |MASTERDOWN )[A-Z]{2,} /.test(error.message)

const accessWords = /^(NOAUTH|WRONGPASS|NOPERM) |invalid (username-)?password/i

/** Whatever is wrong is wrong with the server, not with a record: retried, and no attempt at it. */
const faultOf = (sink: string, error: unknown): Error => {
  if (isPipelineError(error)) return error
  const words = error instanceof Error ? error.message || error.name : String(error)
  const reason = words.replace(/\.$/, '')
  return accessWords.test(words)
    ? raise('cache.access-denied', { sink, reason }, { cause: error })
    : raise('sink.unavailable', { sink, reason }, { cause: error })
}

const inTime = async <T>(
  work: Promise<T>,
  { sink, timeoutMs }: KeepConnectionOptions,
  signal: AbortSignal | undefined,
): Promise<T> => {
  const limit = AbortSignal.timeout(timeoutMs)
  const end = signal === undefined ? limit : AbortSignal.any([limit, signal])
  let onAbort: (() => void) | undefined
  const late = new Promise<never>((_, reject) => {
    onAbort = () => {
      const reason = limit.aborted ? `no answer within ${timeoutMs} ms` : 'the call was aborted'
      reject(raise('sink.unavailable', { sink, reason }))
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
