import { expect, it } from 'vitest'
import { whileEngineLives } from './while-engine-lives.ts'

const engine = 'dynoxide' as const
const never = new Promise<never>(() => undefined)
const calm = { signal: new AbortController().signal, clock: { wait: async (): Promise<void> => never } }

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

const hungUp = Object.assign(new Error('PutItem may or may not have been applied'), {
  cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
})

const noAnswer = Object.assign(new Error('The table engine does not answer'), {
  $metadata: { httpStatusCode: 500 },
})

it.each([
  ['breaks', hungUp],
  ['has no engine behind it', noAnswer],
])('is over with the engine where a connection that %s is seen before its end', async (_, error) => {
  const { promise: engineEnded, resolve: end } = Promise.withResolvers<string>()
  const over = whileEngineLives({ engine, engineEnded }, calm, async () => Promise.reject(error))

  setImmediate(end, 'it was ended by SIGKILL')

  await expect(over).rejects.toMatchObject({ code: 'machine.engine-ended' })
})

it.each([
  ['a broken connection', hungUp, [2_000]],
  ['anything else, at once,', new Error('no such file'), []],
])('throws what %s made fail where the engine goes on', async (_, error, waited) => {
  const waits: number[] = []
  const clock = { wait: async (ms: number) => Promise.resolve(void waits.push(ms)) }
  const session = { engine, engineEnded: never }

  await expect(whileEngineLives(session, { ...calm, clock }, async () => Promise.reject(error))).rejects.toBe(
    error,
  )

  expect(waits).toEqual(waited)
})
