import { writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { recordsTo } from '../../test/support/local-mapping.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import type { WorkerFunction } from './worker-function.ts'
import { workerFunction } from './worker-function.ts'

const path = temporaryPaths()
let started: WorkerFunction[] = []

const functionOf = (
  source: string,
  timeoutMs = 10_000,
  limits: { readonly initTimeoutMs?: number } = {},
): WorkerFunction & { readonly file: string } => {
  const file = path('function.mjs')
  writeFileSync(file, source)
  const worker = workerFunction({
    functionName: 'local',
    file,
    exportName: 'handler',
    timeoutMs,
    memorySizeMb: 128,
    env: { COLOUR: 'blue' },
    clock: systemClock,
    ...limits,
  })
  started.push(worker)
  return { ...worker, file }
}

afterEach(async () => {
  await Promise.all(started.map(async worker => worker.stop()))
  started = []
})

const event = { Records: recordsTo(2) }

describe('a function in a worker', () => {
  it('gets the event, its own environment and the context, and returns its answer', async () => {
    const worker = functionOf(`export const handler = async (event, context) => ({
      size: event.Records.length, colour: process.env.COLOUR, home: process.env.HOME,
      name: context.functionName, id: context.awsRequestId, left: context.getRemainingTimeInMillis() > 5000,
    })`)

    const result = await worker.invoke(event, 'request-1')

    expect(result).toEqual({
      type: 'returned',
      value: { size: 2, colour: 'blue', home: undefined, name: 'local', id: 'request-1', left: true },
    })
  })

  it('reports what it throws', async () => {
    const worker = functionOf('export const handler = () => { throw new RangeError("too much") }')

    expect(await worker.invoke(event, 'r')).toEqual({
      type: 'function-error',
      errorType: 'RangeError',
      message: 'too much',
    })
  })

  it('is cut off in an endless loop, and works again afterwards', async () => {
    const worker = functionOf(
      'export const handler = async event => { while (event.Records.length > 1); return "done" }',
      2_000,
    )
    await worker.load()

    const first = await worker.invoke(event, 'r')
    const second = await worker.invoke({ Records: recordsTo(1) }, 'r')

    expect(first).toMatchObject({
      errorType: 'Sandbox.Timedout',
      message: 'RequestId: r Error: Task timed out after 2.00 seconds',
    })
    expect(second).toEqual({ type: 'returned', value: 'done' })
  })

  it('tells of a process that the function ends', async () => {
    const worker = functionOf('export const handler = () => process.exit(3)')

    expect(await worker.invoke(event, 'r')).toEqual({
      type: 'function-error',
      errorType: 'Runtime.ExitError',
      message: 'RequestId: r Error: Runtime exited with error: exit status 3',
    })
  })

  it('is cut off when it takes more memory than it has, and works again afterwards', async () => {
    const worker = functionOf(`export const handler = async event => {
      const kept = []
      while (event.Records.length > 1) kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })))
      return 'done'
    }`)

    const first = await worker.invoke(event, 'r')
    const second = await worker.invoke({ Records: recordsTo(1) }, 'r')

    expect(first).toEqual({
      type: 'function-error',
      errorType: 'Runtime.ExitError',
      message: 'RequestId: r Error: Runtime exited with error: signal: killed',
    })
    expect(second).toEqual({ type: 'returned', value: 'done' })
  })

  it('runs invocations that are wanted at once beside each other', async () => {
    const worker = functionOf(`import { threadId } from 'node:worker_threads'
      export const handler = () => new Promise(resolve => setTimeout(resolve, 50, threadId))`)

    const results = await Promise.all([worker.invoke(event, 'a'), worker.invoke(event, 'b')])

    expect(new Set(results.map(result => JSON.stringify(result))).size).toBe(2)
  })

  it('is started anew when it died between two invocations', async () => {
    const worker = functionOf(`import { threadId } from 'node:worker_threads'
      export const handler = event => {
        if (event.Records.length > 1) setTimeout(() => process.exit(1), 20)
        return threadId
      }`)
    const first = await worker.invoke(event, 'a')

    let next = first
    // When it dies nobody is told; an invocation that it dies in says so, and does not wait for the timeout.
    while (JSON.stringify(next) === JSON.stringify(first) || next.type !== 'returned') {
      expect(next).not.toMatchObject({ errorType: 'Sandbox.Timedout' })
      await systemClock.wait(10)
      next = await worker.invoke({ Records: recordsTo(1) }, 'b')
    }

    expect(next.type).toBe('returned')
  })

  it.each([
    ['a method', '{ batchItemFailures: [], again: () => 1 }', { batchItemFailures: [] }],
    ['a value that says how it is written', '{ at: new Date(0) }', { at: '1970-01-01T00:00:00.000Z' }],
    ['a map', '{ batchItemFailures: new Map([["a", 1]]) }', { batchItemFailures: {} }],
    ['nothing', 'undefined', null],
  ])('answers with %s as JSON has it', async (_, answer, value) => {
    const worker = functionOf(`export const handler = async () => (${answer})`)

    expect(await worker.invoke(event, 'r')).toEqual({ type: 'returned', value })
  })

  it.each(['{ count: 1n }', '(() => { const round = {}; round.round = round; return round })()'])(
    'fails with the answer %s, which JSON cannot hold',
    async answer => {
      const worker = functionOf(`export const handler = async () => (${answer})`)

      expect(await worker.invoke(event, 'r')).toMatchObject({
        type: 'function-error',
        errorType: 'Runtime.JSONStringifyError',
      })
    },
  )

  it('uses the file as it is after a reload', async () => {
    const worker = functionOf('export const handler = () => 1')
    await worker.invoke(event, 'r')
    writeFileSync(worker.file, 'export const handler = () => 2')

    await worker.reload()

    expect(await worker.invoke(event, 'r')).toEqual({ type: 'returned', value: 2 })
  })

  it('uses no thread again that was busy during a reload', async () => {
    const worker = functionOf(
      'export const handler = () => new Promise(resolve => setTimeout(resolve, 200, 1))',
    )
    await worker.load()
    const underWay = worker.invoke(event, 'r')
    writeFileSync(worker.file, 'export const handler = () => 2')

    await worker.reload()
    const old = await underWay
    const next = await Promise.all([worker.invoke(event, 'a'), worker.invoke(event, 'b')])

    expect([old, ...next].map(result => result.type === 'returned' && result.value)).toEqual([1, 2, 2])
  })

  it.each(['while (true);', 'setInterval(() => undefined, 1000); await new Promise(() => undefined)'])(
    'refuses to load what never ends: %s',
    async source => {
      const worker = functionOf(`${source}\nexport const handler = () => 1`, 10_000, { initTimeoutMs: 300 })

      await expect(worker.load()).rejects.toThrow('it was not loaded after 0.3 seconds')
    },
  )

  it.each([
    ['export const handler = (', /Unexpected/],
    ['export const other = 1', /exports no function handler/],
    ['import "./nowhere.mjs"', /Cannot find module/],
  ])('refuses to load %j with the reason', async (source, reason) => {
    const worker = functionOf(source)

    await expect(worker.load()).rejects.toThrow(reason)
    expect(await worker.invoke(event, 'r')).toMatchObject({ type: 'not-invoked' })
  })
})
