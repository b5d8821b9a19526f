import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineFaults } from './define-faults.ts'
import { raise } from './pipeline-error.ts'
import { retryAfterMsIn } from './retry-after.ts'
import { sinkFaults } from './sink-faults.ts'

const own = defineFaults({
  'far.busy': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { retryAfterMs?: unknown }) => `busy ${typeof d.retryAfterMs}`,
    remedy: 'Wait.',
  },
  'far.odd': {
    disposition: 'retry',
    message: (d: { retryAfterMs: number }) => `odd ${d.retryAfterMs}`,
    remedy: 'Look.',
  },
})

describe('the time that a sink asks for', () => {
  it('is found in whatever wraps it, whoever declared it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e9, noNaN: true }),
        fc.nat({ max: 5 }),
        fc.boolean(),
        (ms, depth, isOwn) => {
          let error: Error = isOwn
            ? raise(own, 'far.busy', { retryAfterMs: ms })
            : raise(sinkFaults, 'sink.throttled', { sink: 's', retryAfterMs: ms })
          for (let level = 0; level < depth; level += 1) error = new Error('wrapped', { cause: error })

          expect(retryAfterMsIn(error)).toBe(ms)
        },
      ),
    )
  })

  it.each([0, -1, Number.NaN, Infinity, '7', null, undefined, {}])(
    'is none when it says %j',
    retryAfterMs => {
      expect(retryAfterMsIn(raise(own, 'far.busy', { retryAfterMs }))).toBeUndefined()
    },
  )

  it('is not asked of what is not said to be the sink’s', () => {
    expect(retryAfterMsIn(raise(own, 'far.odd', { retryAfterMs: 5 }))).toBeUndefined()
    expect(retryAfterMsIn(Object.assign(new Error('no'), { retryAfterMs: 5 }))).toBeUndefined()
  })
})
