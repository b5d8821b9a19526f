import type { ClientRequest } from 'node:http'
import type { Clock } from '../../../core/clock.ts'
import { nobodyWaits } from '../../../core/clock.ts'

/** How long it may take. */
export interface PostLimits {
  readonly clock: Clock
  /** Until a connection stands, in milliseconds. */
  readonly connectMs: number
  /** Until the whole answer is there, in milliseconds. */
  readonly answerMs: number
}

/** As much of a request as is held. */
type LimitedRequest = Pick<ClientRequest, 'destroy' | 'once'>

const timeoutError = (what: string, ms: number): Error =>
  Object.assign(new Error(`${what} within ${ms} ms`), { name: 'TimeoutError' })

/** Ends a request that takes too long; to be aborted when it no longer can. */
const limit = (request: LimitedRequest, clock: Clock, ms: number, what: string): AbortController => {
  const over = new AbortController()
  void clock.wait(ms, over.signal).then(() => {
    if (!over.signal.aborted) request.destroy(timeoutError(what, ms))
  })
  return over
}

/** Holds a request to its limits until the function that it gives is called: the whole answer is there, or none comes. */
export const limitedRequest = (
  request: LimitedRequest,
  { clock, connectMs, answerMs }: PostLimits,
): (() => void) => {
  const answering = limit(request, clock, answerMs, 'no answer')
  const connecting = limit(request, clock, connectMs, 'no connection')
  request.once('socket', socket => {
    if (!socket.connecting) connecting.abort(nobodyWaits)
    else socket.once('connect', () => connecting.abort(nobodyWaits))
  })
  return (): void => {
    answering.abort(nobodyWaits)
    connecting.abort(nobodyWaits)
  }
}
