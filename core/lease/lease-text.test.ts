import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partyByClock } from './lease-party.ts'
import { claimIn, claimText, processIn } from './lease-text.ts'

const text = fc.string({ unit: 'binary', maxLength: 8 })
const process = fc.record({ machine: text, pid: fc.integer({ min: 1, max: 2 ** 53 - 1 }), start: text })
const claim = fc.record({
  holder: fc.oneof(fc.record({ id: text, name: text }), fc.record({ id: text, name: text, process })),
  untilMs: fc.integer({ min: 0, max: 2 ** 43 }),
})

describe('the text of a mark', () => {
  it('is read back as it was claimed', () => {
    fc.assert(
      fc.property(claim, all => {
        expect(claimIn(claimText(all))).toEqual(all)
      }),
    )
  })

  it('claims nothing when it was cut off, at whatever byte', () => {
    fc.assert(
      fc.property(claim, all => {
        const bytes = Buffer.from(claimText(all))
        for (let length = 0; length < bytes.length; length += 1)
          expect(claimIn(bytes.subarray(0, length).toString())).toBeUndefined()
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['no object', [null, 5, 'a', true, [], {}]],
    ['no holder', [null, 5, 'a', [], {}].map(holder => ({ holder, untilMs: 1 }))],
    ['no id', [null, 5, {}, undefined].map(id => ({ holder: { id, name: 'a' }, untilMs: 1 }))],
    ['no name', [null, 5, {}, undefined].map(name => ({ holder: { id: 'a', name }, untilMs: 1 }))],
    ['no end', [null, '5', {}, undefined].map(untilMs => ({ holder: { id: 'a', name: 'a' }, untilMs }))],
  ])('claims nothing with %s in it', (_, values) => {
    for (const value of values) expect(claimIn(JSON.stringify(value))).toBeUndefined()
  })
})

describe('a process that was written down', () => {
  const sound = { machine: 'laptop', pid: 4_711, start: 'noon' }

  it.each([
    ['machine', [undefined, null, 5, {}]],
    ['start', [undefined, null, 5, {}]],
    ['pid', [undefined, null, '4711', {}, 0, -1, 1.5, 2 ** 53, Infinity, NaN]],
  ])('is none when its %s is not one', (field, odd) => {
    for (const value of odd) expect(processIn({ ...sound, [field]: value })).toBeUndefined()
  })

  it.each([1, 2 ** 53 - 1])('may have the pid %i', pid => {
    expect(processIn({ ...sound, pid })).toEqual({ ...sound, pid })
  })

  it('is none when it is no object', () => {
    for (const value of [undefined, null, 5, 'a']) expect(processIn(value)).toBeUndefined()
  })

  it('leaves a claim whose process is none to the clock', () => {
    const holder = { id: 'a', name: 'a' }
    const odd = JSON.stringify({ holder: { ...holder, process: { ...sound, pid: 0 } }, untilMs: 1 })

    expect(claimIn(odd)).toEqual({ holder, untilMs: 1 })
  })

  it('is not known to be dead by one that has only the clock', async () => {
    expect(await partyByClock('b', 'b').isDead(sound)).toBe(false)
  })
})
