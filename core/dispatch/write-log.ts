import { isLeftPromise } from '../concurrency/leave-alone.ts'
import type { Logger } from '../logger.ts'

/** What stands beside a message. */
export type LogDetail = Readonly<Record<string, unknown>>

/** Logs; a logger that throws, or one that is asynchronous and fails, must not fail what is done. */
export const writeLog = (
  logger: Logger,
  level: 'info' | 'warn' | 'error',
  message: string,
  detail: LogDetail,
): void => {
  try {
    const write: (...line: [string, LogDetail]) => unknown = logger[level]
    // What an asynchronous one gives is waited for by nobody, and must not end the process.
    isLeftPromise(write.call(logger, message, detail))
  } catch {
    // There is nobody left to tell.
  }
}
