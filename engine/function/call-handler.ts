import type { LocalContext } from './local-context.ts'

/** A handler of any style. */
export type NodeHandler = (event: unknown, context: object, callback?: Callback) => unknown

type Callback = (error?: unknown, value?: unknown) => void

/** `callback`: as up to nodejs22.x, where what is no promise is not looked at. `promise`: since nodejs24.x. */
export type CallStyle = 'callback' | 'promise'

const majorOf = (runtime: string | undefined): number | undefined => {
  const found = /^nodejs(\d+)\.x$/.exec(runtime ?? '')
  return found === null ? undefined : Number(found[1])
}

/**
 * How a runtime calls this handler. Where no runtime is known, one that takes a callback gets it.
 *
 * @throws TypeError where the runtime refuses it
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
export const callStyleOf = (handler: NodeHandler, runtime: string | undefined): CallStyle => {
  const takesCallback = handler.length >= 3
  const major = majorOf(runtime)
  if (major === undefined) return takesCallback ? 'callback' : 'promise'
  if (major <= 22) return 'callback'
  if (takesCallback)
    throw new TypeError(
      `it takes a callback, which ${runtime} refuses (Runtime.CallbackHandlerDeprecated): let it return a promise`,
    )
  return 'promise'
}

/** What a call by callback needs of the thread that it runs in. */
export interface CallbackWorld {
  /** Calls back once when nothing is left to wait for. */
  readonly whenIdle: (then: () => void) => void
  /** Told that a value was returned without a promise. */
  readonly onIgnored: () => void
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/** Calls as the runtimes up to nodejs22.x do: by promise, callback, or `done`, `succeed` and `fail` of the context. */
export const callByCallback = async (
  handler: NodeHandler,
  event: unknown,
  context: LocalContext,
  world: CallbackWorld,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const settle = (error: unknown, value: unknown): void => {
      // A callback may be given any value for an error, and Lambda tells it as it is.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      if (error !== undefined && error !== null) reject(error)
      else resolve(value)
    }
    const old = {
      ...context,
      callbackWaitsForEmptyEventLoop: true,
      done: settle,
      succeed: (value: unknown) => settle(null, value),
      fail: (error: unknown) => settle(error ?? 'handled', undefined),
    }
    let called: (() => void) | undefined
    const callback: Callback = (error, value) => {
      called ??= () => settle(error, value)
      if (!old.callbackWaitsForEmptyEventLoop) called()
    }
    const returned = handler(event, old, callback)
    if (isThenable(returned)) {
      returned.then(resolve, reject)
      return
    }
    if (returned !== undefined) world.onIgnored()
    world.whenIdle(() => {
      if (called === undefined) resolve(null)
      else called()
    })
  })
