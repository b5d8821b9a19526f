import { describe, expect, it } from 'vitest'
import { manualClock } from '../../test/support/manual-clock.ts'
import type { RecordView } from '../record/record-view.ts'
import { isOlder, isPastAge } from './age.ts'
import type { DispatchOptions } from './options.ts'

const writtenAt = (createdAtMs: number): RecordView => ({ createdAtMs }) as RecordView

describe('a record', () => {
  it.each([
    ['of exactly this age', 100, 10, 110, true],
    ['of a millisecond less', 100, 10, 109, false],
    ['that does not say when it was written', 0, 1_000, 110, true],
    ['written at the first millisecond that there is', 1, 1_000, 110, false],
    ['written later than it is', 200, 10, 110, false],
  ])('%s is of that age or not', (_, createdAtMs, ageMs, nowMs, isOne) => {
    expect(isOlder(writtenAt(createdAtMs), ageMs, nowMs)).toBe(isOne)
  })

  it.each<[number | undefined, number, boolean]>([
    [undefined, 3_600_000, true],
    [undefined, 3_599_999, false],
    [5, 5, true],
    [5, 4, false],
    [0, 0, true],
  ])('is parked, where an age of %s is told, at an age of %i: %s', (parkAfterAgeMs, ageMs, isPast) => {
    const options: Partial<DispatchOptions> = {
      clock: manualClock(1_767_225_600_000),
      ...(parkAfterAgeMs !== undefined && { parkAfterAgeMs }),
    }

    expect(isPastAge(writtenAt(1_767_225_600_000 - ageMs), options as DispatchOptions)).toBe(isPast)
  })
})
