import { getEventListeners } from 'node:events'
import { afterEach, expect, it, vi } from 'vitest'
import { keepConnection } from './keep-connection.ts'
import type { OpenConnection } from './valkey-connection.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** The work of these tests asks a server nothing. */
const connection = { destroy: () => undefined } as unknown as OpenConnection

it.each([
  ['the limit alone', undefined],
  ['the limit and what the caller may abort', new AbortController().signal],
])('leaves no listener behind at a call that is over: %s', async (_, signal) => {
  const limits = [vi.spyOn(AbortSignal, 'timeout'), vi.spyOn(AbortSignal, 'any')]
  const onConnection = keepConnection({
    sink: 'Redis at x:1',
    timeoutMs: 60_000,
    open: async () => Promise.resolve(connection),
  })

  expect(await onConnection(async () => Promise.resolve('done'), signal)).toBe('done')
  await expect(onConnection(async () => Promise.reject(new TypeError('broken')), signal)).rejects.toThrow()

  const ends = limits.flatMap(({ mock }) => mock.results.map(({ value }) => value as AbortSignal))
  expect(ends.length).toBeGreaterThan(1)
  expect(ends.map(end => getEventListeners(end, 'abort').length)).toEqual(ends.map(() => 0))
})
