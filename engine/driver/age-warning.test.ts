import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../simulated-clock.ts'
import type { EngineHappening } from '../events.ts'
import { ageWarning } from './age-warning.ts'

const day = 86_400_000

const seen = (createdMs: number | undefined): EngineHappening => ({
  event: 'RecordSeen',
  shardId: 's',
  record: {
    eventName: 'INSERT',
    dynamodb: createdMs === undefined ? {} : { ApproximateCreationDateTime: createdMs / 1000 },
  },
})

const warningsOf = (...events: readonly EngineHappening[]): readonly string[] => {
  const warnings: string[] = []
  const warn = ageWarning({ retentionMs: day, clock: simulatedClock(10 * day) }, event => {
    if (event.event === 'ClockWarning') warnings.push(event.message)
  })
  for (const event of events) warn(event)
  return warnings
}

describe('the warning of a clock that does not fit the records', () => {
  it('comes once, with the age of the first record in hours', () => {
    expect(warningsOf(seen(0), seen(0))).toEqual([
      'the first record is 240 hours old by this clock, and a stream holds 24: what fails once is given up; start simulatedClock at the time of the records',
    ])
  })

  it.each([
    ['as old as a stream holds', 9 * day],
    ['of now', 10 * day],
    ['of the future', 11 * day],
    ['of no time', undefined],
  ])('does not come for a record that is %s', (_, createdMs) => {
    expect(warningsOf(seen(createdMs))).toEqual([])
  })
})
