import { describe, expect, it } from 'vitest'
import { manualClock } from '../../test/support/manual-clock.ts'
import { expiresAt } from './expires-at.ts'

const clock = manualClock(Date.parse('2026-01-01T00:00:00Z'))

describe('expiresAt', () => {
  it('gives whole epoch seconds, never earlier than asked', () => {
    expect(expiresAt(new Date('2026-02-01T00:00:00.001Z'), clock)).toBe(1_769_904_001)
    expect(expiresAt(1_769_904_000, clock)).toBe(1_769_904_000)
  })

  it.each([
    ['milliseconds', Date.parse('2026-02-01'), 'milliseconds'],
    ['a fraction', 1_769_904_000.5, 'whole number'],
    ['no number', Number.NaN, 'not a time'],
    ['an invalid Date', new Date('tomorrow'), 'not a time'],
    ['a time more than five years ago', new Date('2020-12-30'), 'five years'],
    ['a Date made of seconds', new Date(1_769_904_000), 'made of seconds'],
  ])('refuses %s', (_, at, problem) => {
    expect(() => expiresAt(at, clock)).toThrow(problem)
  })

  it('takes a time that has passed less than five years ago', () => {
    expect(expiresAt(new Date('2021-01-03'), clock)).toBe(Date.parse('2021-01-03') / 1000)
  })
})
