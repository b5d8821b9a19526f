import { describe, expect, it } from 'vitest'
import type { Kind } from '../record/stream-record.ts'
import { eventDecision, kindsBy, stateDecision } from './decision.ts'
import type { Truth } from './truth.ts'
import { both, negated } from './truth.ts'

const truths: readonly Truth[] = [true, false, undefined]
const kinds: readonly Kind[] = ['INSERT', 'MODIFY', 'REMOVE']
/** What an untold truth may turn out to be. */
const mayBe = (truth: Truth): readonly boolean[] => (truth === undefined ? [true, false] : [truth])

describe('three truths', () => {
  it('are joined as two are in every case that an untold one may turn out to be', () => {
    const joined = (cases: readonly boolean[]): Truth => (new Set(cases).size === 1 ? cases[0] : undefined)

    for (const a of truths) {
      expect(negated(a)).toBe(joined(mayBe(a).map(x => !x)))
      for (const b of truths)
        expect(both(a, b)).toBe(joined(mayBe(a).flatMap(x => mayBe(b).map(y => x && y))))
    }
  })
})

describe('what may have happened to an entity', () => {
  it.each<[Truth, Truth, readonly (Kind | undefined)[]]>([
    [true, true, ['MODIFY']],
    [false, true, ['INSERT']],
    [true, false, ['REMOVE']],
    [false, false, [undefined]],
    [undefined, true, ['MODIFY', 'INSERT']],
    [undefined, false, ['REMOVE', undefined]],
    [true, undefined, ['MODIFY', 'REMOVE']],
    [false, undefined, ['INSERT', undefined]],
    [undefined, undefined, ['MODIFY', 'REMOVE', 'INSERT', undefined]],
  ])('where the item was of it %s and is %s is %j', (isOld, isNew, expected) => {
    expect(kindsBy(isOld, isNew)).toEqual(expected)
  })
})

describe('what a filter over events makes of it', () => {
  /** Each way in which the kinds that are possible may be wanted. */
  const everyCase = kinds.flatMap(raw =>
    truths.flatMap(isOld =>
      truths.flatMap(isNew =>
        truths.flatMap(INSERT =>
          truths.flatMap(MODIFY =>
            truths.map(REMOVE => ({
              raw,
              possible: kindsBy(isOld, isNew),
              wanted: { INSERT, MODIFY, REMOVE },
            })),
          ),
        ),
      ),
    ),
  )

  it('is what holds in every case that there may be, and else is left open', () => {
    for (const { raw, possible, wanted } of everyCase) {
      const hit = eventDecision(raw, possible, kind => wanted[kind])
      const worlds = possible.flatMap(kind =>
        mayBe(kind === undefined ? false : wanted[kind]).map(isWanted => ({ kind, isWanted })),
      )
      const isOfOne = possible.length === 1 || !possible.includes('REMOVE')

      expect(hit === undefined).toBe(worlds.every(({ isWanted }) => !isWanted))
      if (hit === undefined) continue
      expect(hit.isUnclear).toBe(!(isOfOne && worlds.every(({ isWanted }) => isWanted)))
      const candidates = worlds.filter(({ isWanted }) => isWanted).map(({ kind }) => kind)
      expect(hit.kind).toBe(candidates.includes(raw) ? raw : candidates[0])
    }
  })
})

describe('what a filter whose sink holds state makes of it', () => {
  const decided = (was: Truth, is: Truth, enters: Truth, gate: Truth): unknown => {
    const hit = stateDecision({ was, is, enters: () => enters, gate: () => gate })
    return hit && (hit.isUnclear ? [hit.kind] : hit.kind)
  }

  it('removes what is held no more, whatever else is told', () => {
    for (const enters of truths) {
      for (const gate of truths) {
        expect(decided(true, false, enters, gate)).toBe('REMOVE')
        expect(decided(undefined, false, enters, gate)).toBe('REMOVE')
        expect(decided(false, false, enters, gate)).toBeUndefined()
      }
    }
  })

  it.each<[Truth, Truth, Truth, unknown]>([
    [false, true, undefined, 'INSERT'],
    [false, true, false, 'INSERT'],
    [false, false, true, undefined],
    [false, undefined, true, ['INSERT']],
    [true, true, true, 'MODIFY'],
    [true, true, undefined, 'MODIFY'],
    [true, true, false, undefined],
    [true, false, true, undefined],
    [true, undefined, true, ['MODIFY']],
    [undefined, true, false, 'MODIFY'],
    [undefined, false, true, undefined],
    [undefined, undefined, true, ['MODIFY']],
  ])('writes what is held: it was %s, may enter %s, is let through %s: %j', (was, enters, gate, expected) => {
    expect(decided(was, true, enters, gate)).toEqual(expected)
  })

  it.each<[Truth, Truth, unknown]>([
    [false, false, undefined],
    [false, true, ['INSERT']],
    [false, undefined, ['INSERT']],
    [true, false, ['MODIFY']],
    [undefined, false, ['MODIFY']],
    [undefined, undefined, ['MODIFY']],
  ])('leaves open what may be held: it was %s, may enter %s: %j', (was, enters, expected) => {
    for (const gate of truths) expect(decided(was, undefined, enters, gate)).toEqual(expected)
  })

  it('asks whether it may enter for the kind that it would be', () => {
    const asked: Kind[] = []
    const enters = (kind: Kind): boolean => {
      asked.push(kind)
      return true
    }
    for (const was of truths) stateDecision({ was, is: true, enters, gate: () => true })

    expect(asked).toEqual(['MODIFY', 'INSERT', 'MODIFY'])
  })
})
