import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consistentMatch } from './consistent-match.ts'
import type { FoundLeaf, Membership } from './find-fields.ts'
import type { FieldCondition } from './pattern.ts'

type Elements = ReadonlyMap<number, number>

const placesOf = (membership: Membership | undefined): readonly Membership[] =>
  membership === undefined ? [] : [membership, ...placesOf(membership.outer)]

const isPossible = ({ membership }: FoundLeaf, chosen: Elements): boolean =>
  placesOf(membership).every(({ array, index }) => (chosen.get(array) ?? index) === index)

/** Tries every choice there is, one condition after the other, and learns nothing from those that fail. */
const anyChoiceMatches = (
  conditions: readonly FieldCondition[],
  at: readonly (readonly FoundLeaf[])[],
  chosen: Elements = new Map(),
): boolean => {
  const [condition, ...rest] = conditions
  if (condition === undefined) return true
  const possible = (at[condition.slot] ?? []).filter(leaf => isPossible(leaf, chosen))
  if (condition.mayBeAbsent && possible.length === 0 && anyChoiceMatches(rest, at, chosen)) return true
  return possible
    .filter(({ value }) => condition.holds(value))
    .some(({ membership }) =>
      anyChoiceMatches(
        rest,
        at,
        new Map([...chosen, ...placesOf(membership).map(({ array, index }) => [array, index] as const)]),
      ),
    )
}

/** Where arrays stand: by themselves, or in an element of one before them. */
const arrays = fc
  .array(fc.record({ within: fc.option(fc.nat(8), { nil: undefined }), index: fc.nat(2) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map(all => {
    const outers: (Membership | undefined)[] = []
    for (const [array, { within, index }] of all.entries()) {
      const outer = within === undefined || array === 0 ? undefined : within % array
      outers.push(outer === undefined ? undefined : { array: outer, index, outer: outers[outer] })
    }
    return outers
  })

const leafIn = (outers: readonly (Membership | undefined)[]): fc.Arbitrary<FoundLeaf> =>
  fc
    .record({
      value: fc.nat(2),
      array: fc.option(fc.nat(outers.length - 1), { nil: undefined, freq: 5 }),
      index: fc.nat(2),
    })
    .map(({ value, array, index }) => ({
      value,
      membership: array === undefined ? undefined : { array, index, outer: outers[array] },
    }))

const event = arrays.chain(outers =>
  fc.array(fc.array(leafIn(outers), { maxLength: 4 }), { minLength: 1, maxLength: 5 }),
)

const conditions = (slots: number): fc.Arbitrary<readonly FieldCondition[]> =>
  fc.array(
    fc
      .record({ slot: fc.nat(slots - 1), mayBeAbsent: fc.boolean(), wanted: fc.subarray([0, 1, 2]) })
      .map(({ slot, mayBeAbsent, wanted }) => ({
        path: `field ${slot}`,
        isAtTop: true,
        slot,
        mayBeAbsent,
        holds: value => wanted.includes(value as number),
      })),
    { maxLength: 5 },
  )

describe('conditions on fields in arrays', () => {
  it('are met where some choice of elements meets them, whatever is left untried', () => {
    fc.assert(
      fc.property(
        event.chain(at => fc.tuple(fc.constant(at), conditions(at.length))),
        ([at, all]) => {
          expect(consistentMatch(all, { at, isInArray: true })).toBe(anyChoiceMatches(all, at))
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
