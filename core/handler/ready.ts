import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import type { Opens } from '../opens.ts'

/** What {@link ready} takes. */
export interface ReadyOptions {
  /**
   * The handler as the function is configured, `src/orders.handler`, where other functions import this module for its
   * pipeline: in those, which Lambda calls by another name (`_HANDLER`), nothing is opened.
   */
  readonly handler?: string
  /** Where Lambda says that this is its init phase. @defaultValue process.env */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** @defaultValue systemClock */
  readonly clock?: Clock
}

/** Lambda gives the init phase ten seconds, and then begins it anew within the first invocation. */
const longestMs = 2_000

const openedInTime = async (open: NonNullable<Opens['open']>, clock: Clock): Promise<void> => {
  const over = new AbortController()
  const opened = open(over.signal).catch(() => undefined)
  await Promise.race([opened, clock.wait(longestMs, over.signal)])
  // What is still under way is given up, so that the first use begins anew and does not inherit what hangs.
  over.abort()
}

/**
 * Opens what a handler writes to while Lambda initialises the function, where the processor is not throttled by its
 * memory. Ends after two seconds at most and never rejects: what could not be opened is opened at first use, and its
 * error is that of the first use. Outside Lambda nothing is opened. For ES modules, which can wait at their top; a
 * CommonJS module leaves it out and opens at first use.
 *
 * @example
 * ```ts
 * export const handler = await ready(streamHandler(pipeline(process.env), handlerOptions(process.env)))
 * ```
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
 */
export const ready = async <H extends Opens>(handler: H, options: ReadyOptions = {}): Promise<H> => {
  const { handler: own, env = process.env, clock = systemClock } = options
  const { _HANDLER: called = own, AWS_LAMBDA_INITIALIZATION_TYPE: phase = '' } = env
  const isCalled = own === undefined || called === own
  if (handler.open !== undefined && phase !== '' && isCalled) await openedInTime(handler.open, clock)
  return handler
}
