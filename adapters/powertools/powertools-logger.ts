import type { Observer } from '../../core/observe/observer.ts'

/** What is used of the Logger of Powertools for AWS Lambda, of version 2 and whatever comes after with the same. */
export interface KeyedLogger {
  /** Puts keys on every line from now on. */
  readonly appendKeys: (keys: Readonly<Record<string, string>>) => unknown
  /** Takes them off again. */
  readonly removeKeys: (keys: string[]) => unknown
}

/**
 * Puts `stream`, `firstSequenceNumber` and `lastSequenceNumber` of the batch on every line that a Logger of Powertools
 * writes while it is delivered: the pipeline's, where it is `streamHandler`'s option `logger` too, and a handler's own.
 *
 * @example
 * ```ts
 * import { Logger } from '@aws-lambda-powertools/logger'
 * const logger = new Logger({ serviceName: 'shop' })
 * const observe = observers(powertoolsLogger(logger))
 * export const handler = streamHandler(registry(processors), { ...handlerOptions(env), logger, observe })
 * ```
 */
export const powertoolsLogger = (logger: KeyedLogger): Observer => ({
  name: 'powertools-logger',
  batch: async ({ streamArn, firstSequenceNumber, lastSequenceNumber }, run) => {
    const keys = { stream: streamArn, firstSequenceNumber, lastSequenceNumber }
    logger.appendKeys(keys)
    await run()
    logger.removeKeys(Object.keys(keys))
  },
})
