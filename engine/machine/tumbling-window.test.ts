import { describe, expect, it } from 'vitest'
import { recordsTo } from '../../test/support/local-mapping.ts'
import { streamArn } from '../../test/support/records.ts'
import { invokedLane, laneNowMs, laneRules, workTo } from '../../test/support/shard-lanes.ts'
import { newWindow, passedThrough, stateIn, windowFieldsOf, windowStartMs } from './tumbling-window.ts'
import { discardWindow, eventWindow } from './window-place.ts'

const { place } = laneRules({ TumblingWindowInSeconds: 90 })
const [first, second, third] = recordsTo(3)

describe('a tumbling window', () => {
  it('begins at a multiple of its length', () => {
    const startSeconds = (seconds: number): number =>
      windowStartMs(first, laneRules({ TumblingWindowInSeconds: seconds }).settings) / 1000

    expect(startSeconds(60)).toBe(1_767_225_600)
    expect(startSeconds(11)).toBe(1_767_225_600 - 8)
    expect(windowStartMs(undefined, place.settings)).toBe(0)
  })

  it('begins with an empty state', () => {
    expect(newWindow(5)).toEqual({
      startMs: 5,
      state: {},
      isTooLarge: false,
      first: undefined,
      last: undefined,
      count: 0,
    })
  })

  it('notes first, last, number and state of what went through it', () => {
    const once = passedThrough(newWindow(0), recordsTo(2), { sum: 1 })
    const twice = passedThrough(once, third === undefined ? [] : [third])

    expect(once).toMatchObject({ first, last: second, count: 2, state: { sum: 1 }, isTooLarge: false })
    expect(twice).toMatchObject({ first, last: third, count: 3, state: { sum: 1 } })
    expect(passedThrough(twice, [])).toMatchObject({ first, last: third, count: 3 })
  })

  it('takes a state of 1 MB with its quotes, and ends early beyond it', () => {
    const isTooLarge = (length: number): boolean =>
      passedThrough(newWindow(0), [], 'x'.repeat(length - 2)).isTooLarge

    expect(isTooLarge(1024 * 1024)).toBe(false)
    expect(isTooLarge(1024 * 1024 + 1)).toBe(true)
  })

  it.each([
    [{ state: 1 }, 1],
    [{ state: null }, null],
    [{}, undefined],
    [null, undefined],
    ['state', undefined],
  ])('reads the state of the answer %j', (answer, state) => {
    expect(stateIn(answer)).toBe(state)
  })
})

describe('what an event says of its window', () => {
  const window = { ...newWindow(laneNowMs), state: { sum: 1 } }
  const fields = {
    window: { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:01:30Z' },
    state: { sum: 1 },
    shardId: 'shard-1',
    eventSourceARN: streamArn,
    isFinalInvokeForWindow: false,
    isWindowTerminatedEarly: false,
  }

  it('is all six fields', () => {
    expect(windowFieldsOf(window, false, place)).toEqual(fields)
    expect(eventWindow(invokedLane([], { window }), workTo(1), place)).toEqual(fields)
  })

  it('is terminated early only in the last invocation of one that is too large', () => {
    const large = { ...window, isTooLarge: true }

    expect(windowFieldsOf(large, false, place).isWindowTerminatedEarly).toBe(false)
    expect(windowFieldsOf(window, true, place)).toMatchObject({
      isFinalInvokeForWindow: true,
      isWindowTerminatedEarly: false,
    })
    expect(windowFieldsOf(large, true, place).isWindowTerminatedEarly).toBe(true)
  })

  it('is nothing without one', () => {
    expect(eventWindow(invokedLane([]), workTo(1), place)).toBeUndefined()
    expect(discardWindow(invokedLane([]), workTo(1, { isFinal: true }), place)).toEqual({})
  })

  it('goes into a discard, with the span of the window in its last invocation', () => {
    const lane = invokedLane([], { window })

    expect(discardWindow(lane, workTo(1), place)).toEqual({ window: fields })
    expect(discardWindow(lane, workTo(0, { isFinal: true }), place)).toEqual({
      window: { ...fields, isFinalInvokeForWindow: true },
      span: window,
    })
  })
})
