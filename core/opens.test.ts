import { describe, expect, it } from 'vitest'
import { openAll, opening } from './opens.ts'

describe('what is opened before its first use', () => {
  it('is opened with all others side by side, and told when nobody waits', async () => {
    const { signal } = new AbortController()
    const gate = Promise.withResolvers<undefined>()
    const told: unknown[] = []
    const waits = async (given?: AbortSignal): Promise<void> => {
      told.push(given)
      await gate.promise
    }
    const frees = async (given?: AbortSignal): Promise<void> => {
      told.push(given)
      gate.resolve(undefined)
      return Promise.resolve()
    }

    await openAll([{ open: waits }, {}, { open: frees }], signal)
    expect(told).toEqual([signal, signal])
  })

  it('is said to have failed with the first that did, when all have ended', async () => {
    const gate = Promise.withResolvers<undefined>()
    const ended: string[] = []
    const fails = (name: string, first?: Promise<unknown>) => async (): Promise<void> => {
      await first
      ended.push(name)
      throw new Error(name)
    }
    const all = openAll([{ open: fails('first', gate.promise) }, { open: fails('second') }])
    gate.resolve(undefined)

    await expect(all).rejects.toThrow('first')
    expect(ended).toEqual(['second', 'first'])
  })

  it('is opened at once by what throws instead of rejecting', async () => {
    const open = (): never => {
      throw new Error('no')
    }

    await expect(openAll([{ open }])).rejects.toThrow('no')
  })

  it('is passed on where there is a way, and nothing else', () => {
    const open = async (): Promise<void> => Promise.resolve()

    expect(opening({ open, ...{ name: 'x' } })).toEqual({ open })
    expect(opening({})).toEqual({})
    expect(opening({ open: undefined })).toStrictEqual({})
  })
})
