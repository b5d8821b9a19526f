import type { Fault } from './fault.ts'

/** Faults by their codes, `area.problem`. */
export type Faults = Readonly<Record<`${string}.${string}`, Fault<never>>>

/** A code of some faults. */
export type FaultCode<F extends Faults> = keyof F & string

/** What the message of a code needs. */
export type FaultDetail<F extends Faults, C extends FaultCode<F>> = F[C] extends {
  readonly message: (detail: infer Detail) => string
}
  ? unknown extends Detail
    ? object
    : Detail
  : never

/**
 * Declares the errors of a processor, an adapter or any other part, each with a code, and ties to the code what its
 * message needs, what to do about it and what follows from it. `raise` makes errors of them, and the dispatcher does
 * what they say: `disposition: 'park'` sets the record aside at the first try, `scope: 'sink'` with `retry` lets it
 * wait without counting an attempt (after so long as `retryAfterMs` in its detail says, where it does, the sink is asked
 * again in the same invocation), `stop` fails the whole batch. `effect: 'none'` says that nothing took place, which
 * a `strict` processor has to know before it tries again. Code, message and remedy stand in logs, reports
 * and parked objects, so values of items belong in none of them.
 *
 * A bundle carries the faults of the parts that it uses, so declare them beside what raises them.
 *
 * @example
 * ```ts
 * const webhookFaults = defineFaults({
 *   'webhook.rejected': {
 *     disposition: 'park',
 *     effect: 'none',
 *     message: (d: { url: string; status: number }) => `${d.url} refused the change with ${d.status}.`,
 *     remedy: 'Look at what the receiver accepts, then redrive.',
 *   },
 *   'webhook.away': {
 *     disposition: 'retry',
 *     scope: 'sink',
 *     message: (d: { url: string }) => `${d.url} does not answer.`,
 *     remedy: 'The records wait; look at the receiver and the network.',
 *   },
 * })
 *
 * throw raise(webhookFaults, 'webhook.rejected', { url, status: 422 })
 * ```
 */
export const defineFaults = <F extends Faults>(faults: F): Readonly<F> => Object.freeze(faults)
