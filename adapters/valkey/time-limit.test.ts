import { expect, it, onTestFinished, vi } from 'vitest'
import { asNodeRedis, fakeRedis } from '../../test/support/fake-redis.ts'
import { clientCache } from './client-cache.ts'

// As one writes it who wants no limit.
it.each([2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, Infinity])(
  'a call that may take %d ms is not over before it began',
  async timeoutMs => {
    const timeout = vi.spyOn(AbortSignal, 'timeout')
    onTestFinished(() => {
      timeout.mockRestore()
    })

    await clientCache(asNodeRedis(fakeRedis()), timeoutMs).set('a', '1')

    // A timer of more than this ends after one millisecond.
    expect(timeout.mock.calls).toEqual([[2 ** 31 - 1]])
  },
)

it('a call that may take less has that', async () => {
  const cache = clientCache({ options: {}, sendCommand: async () => new Promise(() => undefined) }, 1)

  await expect(cache.get('a')).rejects.toThrow('no answer within 1 ms')
})
