import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EffectClaim } from './effect-claim.ts'
import { claimTextOf, standingOfClaim } from './effect-claim.ts'

const sound: EffectClaim = { state: 'claimed', id: 'one', atMs: 10, untilMs: 20 }
const unknownForm = {
  type: 'in-doubt',
  doubt: { claimedAtMs: undefined, why: 'its claim is of a form that is not known' },
}

describe('what stands where an effect is claimed', () => {
  it.each<[string, EffectClaim['state'], number, string | undefined, object]>([
    ['claimed, in time', 'claimed', 19, undefined, { type: 'running', untilMs: 20 }],
    [
      'claimed, its time over',
      'claimed',
      20,
      undefined,
      {
        type: 'in-doubt',
        doubt: { claimedAtMs: 10, why: expect.stringContaining('did not live') as string },
      },
    ],
    ['released', 'released', 19, 'refused', { type: 'free' }],
    ['released, its time over', 'released', 20, undefined, { type: 'free' }],
    ['done', 'done', 19, undefined, { type: 'done' }],
    ['done, its time over', 'done', 20, 'resolved', { type: 'done' }],
    // Its holder has ended: that its time is not over is nothing to wait for.
    [
      'doubted',
      'doubted',
      19,
      'a timeout',
      { type: 'in-doubt', doubt: { claimedAtMs: 10, why: 'a timeout' } },
    ],
    [
      'doubted, its time over',
      'doubted',
      20,
      'a timeout',
      { type: 'in-doubt', doubt: { claimedAtMs: 10, why: 'a timeout' } },
    ],
    [
      'doubted, nobody said why',
      'doubted',
      19,
      undefined,
      { type: 'in-doubt', doubt: { claimedAtMs: 10, why: 'its outcome is not known' } },
    ],
  ])('means, when %s, what its table says', (_, state, nowMs, why, standing) => {
    expect(standingOfClaim(claimTextOf({ ...sound, state, ...(why && { why }) }), nowMs)).toEqual(standing)
  })

  it('is free where nothing stands', () => {
    expect(standingOfClaim(undefined, 0)).toEqual({ type: 'free' })
  })

  it.each([
    ['v', [undefined, null, 0, 2, '1']],
    ['state', [undefined, null, 0, '', 'freed']],
    ['id', [undefined, null, 5, {}]],
    ['atMs', [undefined, null, '10', {}]],
    ['untilMs', [undefined, null, '20', {}]],
  ])('is in doubt, never free, when its %s is of a form that is not known', (field, odd) => {
    for (const state of ['claimed', 'released', 'done', 'doubted'])
      for (const value of odd) {
        const text = JSON.stringify({ v: 1, ...sound, state, [field]: value })

        expect(standingOfClaim(text, 15)).toEqual(unknownForm)
      }
  })

  it('is in doubt, never free, when its text was cut off or is not ours', () => {
    const whole = claimTextOf({ ...sound, state: 'released' })
    const odd = fc.oneof(
      fc.nat({ max: whole.length - 1 }).map(length => whole.slice(0, length)),
      fc.json(),
      fc.string(),
    )
    fc.assert(
      fc.property(odd, text => {
        expect(standingOfClaim(text, 15)).toEqual(unknownForm)
      }),
    )
  })
})
