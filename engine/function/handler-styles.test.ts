import { writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { recordsTo } from '../../test/support/local-mapping.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import type { FunctionNote } from './function-note.ts'
import type { WorkerFunction, WorkerFunctionOptions } from './worker-function.ts'
import { workerFunction } from './worker-function.ts'

const path = temporaryPaths()
const started: WorkerFunction[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map(async each => each.stop()))
})

const functionOf = (source: string, options: Partial<WorkerFunctionOptions> = {}, name = 'function.cjs') => {
  const file = path(name)
  writeFileSync(file, source)
  const notes: FunctionNote[] = []
  const target = workerFunction({
    functionName: 'orders',
    file,
    exportName: 'handler',
    timeoutMs: 5_000,
    memorySizeMb: 128,
    env: {},
    clock: systemClock,
    onNote: note => notes.push(note),
    ...options,
  })
  started.push(target)
  return { target, notes, file }
}

const event = { Records: recordsTo(2) }
const returned = (value: unknown): object => ({ type: 'returned', value })
const threw = (message: string): object =>
  expect.objectContaining({ type: 'function-error', message }) as object

describe.each(['nodejs18.x', 'nodejs22.x'])('a handler in %s', runtime => {
  it.each([
    ['a callback', '(event, context, callback) => callback(null, event.Records.length)', returned(2)],
    ['a late callback', '(e, c, callback) => { setTimeout(callback, 20, null, 7) }', returned(7)],
    ['an error in the callback', '(e, c, callback) => callback(new Error("no"))', threw('no')],
    ['text as an error', '(e, c, callback) => callback("no")', threw('no')],
    ['succeed', '(event, context) => { setTimeout(context.succeed, 5, 1) }', returned(1)],
    ['fail', '(event, context) => context.fail(new Error("no"))', threw('no')],
    ['done', '(event, context) => context.done(null, 3)', returned(3)],
    ['a promise', 'async () => 4', returned(4)],
    ['a promise beside a callback that is not called', 'async (e, c, callback) => 4', returned(4)],
    ['a throw', '() => { throw new Error("no") }', threw('no')],
    ['nothing, when all is done', '(e, c, callback) => { setTimeout(() => {}, 20) }', returned(null)],
  ])('may answer by %s', async (_, handler, expected) => {
    const { target } = functionOf(`exports.handler = ${handler}`, { runtime })

    // Twice, since a thread is used again.
    expect([await target.invoke(event, 'a'), await target.invoke(event, 'b')]).toEqual([expected, expected])
  })

  it('is waited for after its callback, unless it says not to', async () => {
    const late = (waits: string): string =>
      `let done = 0
       exports.handler = (event, context, callback) => {
         ${waits}
         const before = done
         setTimeout(() => { done += 1 }, 40)
         callback(null, before)
       }`
    const waiting = functionOf(late(''), { runtime }).target
    const hasty = functionOf(late('context.callbackWaitsForEmptyEventLoop = false'), { runtime }).target
    const twice = async (each: WorkerFunction) => [
      await each.invoke(event, 'a'),
      await each.invoke(event, 'b'),
    ]

    expect(await twice(waiting)).toEqual([returned(0), returned(1)])
    expect(await twice(hasty)).toEqual([returned(0), returned(0)])
  })

  it('is told that a value without a promise is not looked at', async () => {
    const { target, notes } = functionOf('exports.handler = () => ({ batchItemFailures: [] })', { runtime })

    expect(await target.invoke(event, 'a')).toEqual(returned(null))
    expect(notes).toEqual([{ type: 'answer-ignored', runtime }])
  })
})

describe('a handler since nodejs24.x', () => {
  const runtime = 'nodejs24.x'

  it('may return a value without a promise', async () => {
    const { target, notes } = functionOf('exports.handler = () => 5', { runtime })

    expect([await target.invoke(event, 'a'), notes]).toEqual([returned(5), []])
  })

  it('is refused when it takes a callback', async () => {
    const { target } = functionOf('exports.handler = (event, context, callback) => callback()', { runtime })

    await expect(target.load()).rejects.toThrow(
      /takes a callback, which nodejs24\.x refuses \(Runtime\.CallbackHandlerDeprecated\)/,
    )
  })

  it('has no succeed in its context', async () => {
    const { target } = functionOf('exports.handler = (e, context) => typeof context.succeed', { runtime })

    expect(await target.invoke(event, 'a')).toEqual(returned('undefined'))
  })
})

describe('a handler whose runtime nobody names', () => {
  it.each([
    ['(e, c, callback) => callback(null, 1)', returned(1)],
    ['() => 2', returned(2)],
  ])('is called as it is written: %s', async (handler, expected) => {
    expect(await functionOf(`exports.handler = ${handler}`).target.invoke(event, 'a')).toEqual(expected)
  })
})

it('sees the variables of Lambda’s runtimes, and keeps its own time zone', async () => {
  const { target, file } = functionOf(
    `export const handler = async (e, { logGroupName }) => [process.env, logGroupName]`,
    {
      runtime: 'nodejs22.x',
      handler: 'src/function.handler',
      env: { AWS_REGION: 'eu-west-1', TZ: 'Asia/Tokyo' },
    },
    'function.mjs',
  )

  expect(await target.invoke(event, 'a')).toEqual(
    returned([
      {
        TZ: 'Asia/Tokyo',
        LANG: 'en_US.UTF-8',
        AWS_REGION: 'eu-west-1',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
        AWS_LAMBDA_FUNCTION_NAME: 'orders',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
        AWS_LAMBDA_LOG_STREAM_NAME: 'local/[$LATEST]',
        LAMBDA_TASK_ROOT: file.slice(0, file.lastIndexOf('/')),
        _HANDLER: 'src/function.handler',
      },
      '/aws/lambda/orders',
    ]),
  )
})
