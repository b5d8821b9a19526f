import { runInNewContext } from 'node:vm'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isLeftPromise } from './leave-alone.ts'

describe('a promise that nobody waits for', () => {
  it('is told from what is none, whatever realm it is of', () => {
    const thenable = { then: (): void => undefined }

    expect(isLeftPromise(Promise.resolve(1))).toBe(true)
    expect(isLeftPromise(runInNewContext('Promise.resolve(1)'))).toBe(true)
    expect([thenable, undefined, null, 'x', async () => Promise.resolve()].map(isLeftPromise)).toEqual(
      Array.from({ length: 5 }, () => false),
    )
  })

  it('may reject without ending the process', async () => {
    const unheard: unknown[] = []
    const note = (reason: unknown): void => void unheard.push(reason)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))

    expect(isLeftPromise(Promise.reject(new Error('no')))).toBe(true)
    await new Promise(resolve => setImmediate(resolve))
    expect(unheard).toEqual([])
  })
})
