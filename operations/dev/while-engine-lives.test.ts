import { expect, it } from 'vitest'
import { whileEngineLives } from './while-engine-lives.ts'

const engine = 'dynoxide' as const
const never = new Promise<never>(() => undefined)
const calm = new AbortController().signal

it('gives what a run comes to, and throws what it throws, while the engine lives', async () => {
  const session = { engine, engineEnded: never }

  expect(await whileEngineLives(session, calm, async () => Promise.resolve(7))).toBe(7)
  await expect(
    whileEngineLives(session, calm, async () => Promise.reject(new Error('no such file'))),
  ).rejects.toThrow('no such file')
})

it.each([
  ['waits for ever', async () => never],
  [
    'ends with its signal',
    async (signal: AbortSignal) =>
      new Promise(resolve => {
        signal.onabort = resolve
      }),
  ],
  [
    'fails with its signal',
    async (signal: AbortSignal) =>
      new Promise((_, reject) => {
        signal.onabort = reject
      }),
  ],
])('is over with the engine, whatever the run does: it %s', async (_, run) => {
  const { promise: engineEnded, resolve: end } = Promise.withResolvers<string>()
  const over = whileEngineLives({ engine, engineEnded }, calm, run)

  end('it was ended by SIGKILL')

  await expect(over).rejects.toMatchObject({
    code: 'machine.engine-ended',
    message: 'The table engine (dynoxide) is gone: it was ended by SIGKILL.',
  })
})
