import type { AnyChange } from '../../core/change/change.ts'
import type { FormerChange } from '../../core/change/former-change.ts'
import { isLeftPromise } from '../../core/concurrency/leave-alone.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { asError, orError } from '../../core/errors/thrown.ts'
import type { Invalidation } from './cache.ts'
import { invalidationFaults } from './faults.ts'

const targetKinds = ['keys', 'patterns', 'groups'] as const

/** What a change leads to: `keys`, `patterns` or `groups`. */
export type TargetKind = keyof Invalidation

/** Names what depends on a change. */
export type Targets<C extends AnyChange> = (change: NoInfer<C>) => readonly string[]

/** The functions that a processor was given, by what they name. */
export type TargetFunctions = Readonly<Partial<Record<TargetKind, Targets<AnyChange>>>>

/** What is to be forgotten, while it is collected: each once. */
export type FoundTargets = Readonly<Record<TargetKind, Set<string>>>

/** Nothing, to be added to. */
export const noTargets = (): FoundTargets => ({ keys: new Set(), patterns: new Set(), groups: new Set() })

/** In words that hold no value: what is said of it may lie in a log for years. */
const nameOf = (found: unknown): string => {
  if (found === '') return 'an empty text'
  if (typeof found === 'string') return 'a text that is no well-formed Unicode'
  if (found === undefined || found === null) return String(found)
  if (Array.isArray(found)) return 'a list'
  if (isLeftPromise(found)) return 'a promise'
  return typeof found === 'object' ? 'an object' : `a ${typeof found}`
}

/** A text by itself could be gone through too, letter by letter, and would forget nothing that is meant. */
const isList = (given: unknown): given is Iterable<unknown> =>
  typeof given === 'object' && given !== null && Symbol.iterator in given

const isTarget = (found: unknown): found is string =>
  typeof found === 'string' && found !== '' && found.isWellFormed()

const refusal = (
  processor: string,
  of: TargetKind,
  found: unknown,
  change: AnyChange,
  name = nameOf(found),
): Error => {
  return raise(invalidationFaults, 'cache.target-invalid', {
    processor,
    of,
    found: name,
    sequenceNumber: change.sequenceNumber,
    image: change.kind === 'REMOVE' ? 'old' : 'new',
  })
}

/** Adds what one function names for one image. What is sound is added also where something beside it is not. */
const addTargets = (
  processor: string,
  of: TargetKind,
  targets: Targets<AnyChange>,
  change: AnyChange,
  into: Set<string>,
): Error | undefined => {
  try {
    const given: unknown = targets(change)
    if (typeof given === 'string') return refusal(processor, of, given, change, 'a text, not a list')
    if (!isList(given)) return refusal(processor, of, given, change)
    let problem: Error | undefined
    for (const found of given) {
      if (isTarget(found)) into.add(found)
      else problem = refusal(processor, of, found, change)
    }
    return problem
  } catch (thrown) {
    return asError(thrown)
  }
}

/**
 * Adds all that these changes of one item lead to. Each function is asked about every image: the old one is shown as
 * the REMOVE of what it was to the filter, so that a function which derives its target from one image, an e-mail
 * address say, still names the old address.
 *
 * Returns what is wrong, if anything is: it concerns this item alone. Forgetting too much does no harm, so everything
 * else that was found stays added.
 */
export const collectTargets = (
  processor: string,
  functions: TargetFunctions,
  changes: readonly AnyChange[],
  formerOf: FormerChange,
  into: FoundTargets,
): Error | undefined => {
  let problem: Error | undefined
  for (const change of changes) {
    const former = orError(() => formerOf(change))
    if (former instanceof Error) problem ??= former
    const images = former === undefined || former instanceof Error ? [change] : [former, change]
    for (const kind of targetKinds) {
      const targets = functions[kind]
      if (targets === undefined) continue
      for (const image of images) {
        const failed = addTargets(processor, kind, targets, image, into[kind])
        problem ??= failed
      }
    }
  }
  return problem
}
