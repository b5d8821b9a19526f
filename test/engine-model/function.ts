import type { FunctionTarget, InvokeResult } from '../../engine/ports/function-target.ts'
import type { SimulatedClock } from '../../engine/simulated-clock.ts'
import { numberOf, reported } from '../support/local-mapping.ts'
import type { Journal } from './journal.ts'
import type { Dice, Plan } from './plan.ts'

/** What an invocation comes to: the answer, and what is done by it according to the rules. */
interface Outcome {
  readonly result: InvokeResult
  readonly done: readonly number[]
}

const thrown: InvokeResult = { type: 'function-error', errorType: 'Error', message: 'poison' }

/** The function of a run. Poison is decided by record, and is the same in every process. */
export interface ModelFunction {
  readonly of: (process: number) => FunctionTarget
  /** From now on nothing fails but poison that is for ever. */
  readonly heal: () => void
}

export const modelFunction = (
  dice: Dice,
  plan: Plan,
  journal: Journal,
  clock: SimulatedClock,
): ModelFunction => {
  const left = new Map<number, number>()
  const isReporting = plan.settings.FunctionResponseTypes?.length === 1
  const isWindowed = (plan.settings.TumblingWindowInSeconds ?? 0) > 0
  let isHealed = false

  const fails = (seq: number): boolean => {
    const known = left.get(seq)
    const times =
      known ?? (dice.chance(plan.poisoned) ? (plan.isPoisonForEver ? Infinity : 1 + dice.below(4)) : 0)
    left.set(seq, Math.max(0, times - 1))
    return times > 0 && (!isHealed || times === Infinity)
  }
  const reportedOutcome = (numbers: readonly number[], failing: readonly number[]): Outcome => {
    // Reports come in no particular order, and now and then with an identifier that is none.
    const isBroken = !isHealed && dice.chance(0.1)
    const answer = isBroken
      ? { batchItemFailures: [{ itemIdentifier: '' }] }
      : reported(...failing.toReversed())
    const lowest = Math.min(...failing)
    return {
      result: { type: 'returned', value: { state: {}, ...(answer as object) } },
      done: isBroken ? [] : numbers.filter(seq => seq < lowest),
    }
  }
  const outcome = (numbers: readonly number[]): Outcome => {
    const failing = numbers.filter(fails)
    if (failing.length === 0) return { result: { type: 'returned', value: { state: {} } }, done: numbers }
    if (isReporting && dice.chance(0.7)) return reportedOutcome(numbers, failing)
    return { result: thrown, done: [] }
  }
  /** A window's last invocation brings no records; it fails now and then for its own reasons. */
  const finalOutcome = (): Outcome =>
    !isHealed && dice.chance(plan.poisoned)
      ? { result: thrown, done: [] }
      : { result: { type: 'returned', value: isWindowed ? { state: {} } : undefined }, done: [] }

  return {
    heal: () => {
      isHealed = true
    },
    of: process => ({
      functionName: 'model',
      invoke: async ({ Records }) => {
        if (!isHealed && dice.chance(plan.throttled)) return { type: 'not-invoked', message: 'throttled' }
        const numbers = Records.map(numberOf)
        journal.began(process, numbers)
        await clock.wait(dice.below(400))
        const { result, done } = numbers.length === 0 ? finalOutcome() : outcome(numbers)
        journal.ended(process, numbers, done)
        return result
      },
    }),
  }
}
