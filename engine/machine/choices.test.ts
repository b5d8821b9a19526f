import { describe, expect, it } from 'vitest'
import { defaultChoices, retryDelayMs } from './choices.ts'

describe('the lane of an item', () => {
  // The test vectors of FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('is the FNV-1a of its key: "%s"', (key, hash) => {
    expect(defaultChoices.laneOf(key, 2 ** 32)).toBe(hash)
    expect(defaultChoices.laneOf(key, 10)).toBe(hash % 10)
  })
})

describe('the delay before a try', () => {
  it.each([
    [0, 450],
    [1, 450],
    [2, 900],
    [8, 57_600],
    [9, 60_000],
    [10_000, 60_000],
  ])('doubles with each failure up to a minute: after %d it is %d ms', (failed, delayMs) => {
    expect(retryDelayMs(failed, { ...defaultChoices, retryJitter: 0 }, 0.5)).toBe(delayMs)
  })

  it('is shortened at random by a fifth at most', () => {
    expect(retryDelayMs(1, defaultChoices, 0)).toBe(450)
    expect(retryDelayMs(1, defaultChoices, 0.5)).toBe(405)
    expect(retryDelayMs(1, defaultChoices, 1)).toBe(360)
  })
})

describe('the choices of the engine', () => {
  // As docs/reference/engine.md tells them.
  it('are, where nothing is said', () => {
    const { laneOf: _, ...told } = defaultChoices

    expect(told).toEqual({
      firstRetryDelayMs: 450,
      maxRetryDelayMs: 60_000,
      retryJitter: 0.2,
      firstThrottleDelayMs: 450,
      pollIntervalMs: 250,
      lambdaFilters: 'documented',
      bisectCut: 'floor',
      bisectOrder: 'first-settled',
      bisectRetries: 'fresh',
      mergeDiscards: 'none',
      partialRemainder: 'alone',
      staleIdentifier: 'whole-failure',
      payloadMeasure: 'encoded-event',
      destinationTries: 3,
      kafkaPayload: true,
      tumblingIdleMs: 120_000,
      retentionMs: 86_400_000,
      missingListings: 3,
    })
  })
})
