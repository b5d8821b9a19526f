import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { isStandIn, plainText } from './stand-in.ts'

/** What conditions are evaluated with. */
export interface ConditionSurroundings {
  readonly resolve: (value: unknown) => unknown
  readonly guarded: <T>(what: string, work: () => T) => T
}

/** The conditions of a template. */
export interface Conditions {
  /** Whether a condition holds, by its name; `undefined` where nobody here can tell. No condition holds. */
  readonly holds: (condition: unknown) => boolean | undefined
}

type Truth = boolean | undefined

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

const isUnknown = (value: unknown): boolean => isStandIn(value) && value.unknown.length > 0

const every = (truths: readonly Truth[]): Truth => {
  if (truths.includes(false)) return false
  return truths.includes(undefined) ? undefined : true
}

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth)

/** Reads the section `Conditions`. */
export const conditionsOf = (definitions: Plain, { resolve, guarded }: ConditionSurroundings): Conditions => {
  const equal = (argument: unknown): Truth => {
    const [left, right] = listed(argument).map(resolve)
    return isUnknown(left) || isUnknown(right) ? undefined : plainText(left) === plainText(right)
  }

  const evaluate = (value: unknown): Truth => {
    if (typeof value === 'boolean') return value
    if (!isPlain(value)) return value === 'true' ? true : value === 'false' ? false : undefined
    const [[name, argument] = ['', undefined]] = Object.entries(value)
    switch (name) {
      case 'Fn::Equals':
        return equal(argument)
      case 'Fn::Not':
        return not(evaluate(listed(argument)[0]))
      case 'Fn::And':
        return every(listed(argument).map(evaluate))
      case 'Fn::Or':
        return not(every(listed(argument).map(each => not(evaluate(each)))))
      case 'Condition':
        return holds(argument)
      default:
        return undefined
    }
  }

  const holds = (condition: unknown): Truth => {
    if (condition === undefined) return true
    if (typeof condition !== 'string') return evaluate(condition)
    return guarded(`Condition ${condition}`, () => evaluate(definitions[condition]))
  }
  return { holds }
}
