import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { lambdaFunction } from '../../adapters/lambda/lambda-function.ts'
import { systemClock } from '../../core/clock.ts'
import { httpFunction } from '../../engine/function/http-function.ts'
import { inProcessFunction } from '../../engine/function/in-process-function.ts'
import type { WorkerFunction } from '../../engine/function/worker-function.ts'
import { workerFunction } from '../../engine/function/worker-function.ts'
import type { FunctionTarget, InvocationEvent } from '../../engine/ports/function-target.ts'
import { processFunction } from '../../operations/local-run/process-function.ts'
import { recordsTo } from '../support/local-mapping.ts'
import type { EmulatorAnswer } from '../support/runtime-emulator.ts'
import { emulated, runtimeEmulators } from '../support/runtime-emulator.ts'
import { runtimeLoop } from '../support/runtime-loop.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { ContractHandler } from '../../testing/contracts/function-target.ts'
import { contractHandlers, functionTargetContract } from '../../testing/contracts/function-target.ts'
import { holdTo } from './hold-to.ts'

const path = temporaryPaths()
const emulator = runtimeEmulators()
const workers: WorkerFunction[] = []
afterAll(async () => {
  await Promise.all(workers.map(async worker => worker.stop()))
})

const event = { Records: recordsTo(1) }
const named = { functionName: 'local', clock: systemClock }

// The text is the one place where the handlers are written, since a worker can take nothing else.
const handlerOf = (name: ContractHandler): ((event: InvocationEvent) => unknown) =>
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function(`return ${contractHandlers[name]}`)() as (event: InvocationEvent) => unknown

const inWorker = (name: ContractHandler): FunctionTarget => {
  const file = path('function.mjs')
  writeFileSync(file, `export const handler = ${contractHandlers[name]}`)
  const worker = workerFunction({
    ...named,
    file,
    exportName: 'handler',
    timeoutMs: 10_000,
    memorySizeMb: 128,
    env: {},
  })
  workers.push(worker)
  return worker
}

const brokenWorker = (): FunctionTarget => {
  const file = path('broken.mjs')
  writeFileSync(file, 'export const handler = (')
  return workerFunction({
    ...named,
    file,
    exportName: 'handler',
    timeoutMs: 1_000,
    memorySizeMb: 128,
    env: {},
  })
}

const inProcess = (name: ContractHandler | undefined): FunctionTarget => {
  const file = path('runtime.mjs')
  writeFileSync(file, name === undefined ? 'await nowhere()' : runtimeLoop(contractHandlers[name]))
  const target = processFunction({
    ...named,
    command: async () => Promise.resolve([process.execPath, file]),
    handler: 'runtime.handler',
    taskRoot: dirname(file),
    timeoutMs: 10_000,
    memorySizeMb: 128,
    env: {},
  })
  workers.push(target)
  return target
}

const rie = /^\/2015-03-31\/functions\/function\/invocations$/
const invoke = /^\/2015-03-31\/functions\/local\/invocations$/

/** Lambda says in a header that the body is an error. */
const asLambda = (answer: EmulatorAnswer): EmulatorAnswer => {
  return given => {
    const found = answer(given)
    const isError = found?.body.includes('errorType') === true
    return found && { ...found, ...(isError && { headers: { 'x-amz-function-error': 'Unhandled' } }) }
  }
}

const inLambda = (endpoint: string): FunctionTarget =>
  lambdaFunction({
    functionName: 'local',
    config: {
      endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey },
    },
  })

const secretAccessKey = 'marked-secret-of-lambda'
const noSecret = { secrets: 'what runs on this machine needs no password' }

holdTo(
  'a function in this process as a function target',
  functionTargetContract(
    () => ({ running: name => inProcessFunction({ ...named, handler: handlerOf(name) }) }),
    { ...noSecret, 'refusal-of-one': 'it is here, and so always reached' },
  ),
)
holdTo(
  'a worker as a function target',
  functionTargetContract(() => ({ running: inWorker, unreachable: brokenWorker }), noSecret),
)
holdTo(
  'a process behind the runtime API as a function target',
  functionTargetContract(() => ({ running: inProcess, unreachable: () => inProcess(undefined) }), noSecret),
)
holdTo(
  'a runtime emulator as a function target',
  functionTargetContract(
    () => ({
      running: async name => httpFunction({ ...named, url: await emulator(rie, emulated(handlerOf(name))) }),
      unreachable: () => httpFunction({ ...named, url: 'http://127.0.0.1:1' }),
    }),
    noSecret,
  ),
)
holdTo(
  'Lambda as a function target',
  functionTargetContract(() => ({
    running: async name => inLambda(await emulator(invoke, asLambda(emulated(handlerOf(name))))),
    unreachable: () => inLambda('http://127.0.0.1:1'),
    faults: { secrets: [secretAccessKey] },
  })),
)

describe('a runtime emulator', () => {
  const answering = async (answer: EmulatorAnswer): Promise<FunctionTarget> =>
    httpFunction({ ...named, url: await emulator(rie, answer) })

  it.each([
    ['Task timed out after 3.00 seconds', 'Sandbox.Timedout'],
    ['not json', 'Runtime.InvalidResponse'],
  ])('takes %j for a failure', async (body, errorType) => {
    const target = await answering(() => ({ body }))

    expect(await target.invoke(event, 'r')).toMatchObject({ type: 'function-error', errorType })
  })

  it('takes an object that merely names an error for an answer', async () => {
    const target = await answering(() => ({
      body: '{"errorType":"x","errorMessage":"y","batchItemFailures":[]}',
    }))

    expect(await target.invoke(event, 'r')).toMatchObject({ type: 'returned' })
  })

  it.each([429, 404, 503])('counts status %i as not reached', async status => {
    const target = await answering(() => ({ status, body: 'busy' }))

    expect(await target.invoke(event, 'r')).toEqual({ type: 'not-invoked', message: `${status} busy` })
  })

  it('counts a connection that breaks as the end of the function', async () => {
    const target = await answering(() => undefined)

    expect(await target.invoke(event, 'r')).toMatchObject({ errorType: 'Runtime.ExitError' })
  })

  it('waits no longer than the timeout', async () => {
    const url = await emulator(rie, () => {
      throw new Error('not reached: the server below never answers')
    })
    const clock = { now: () => 0, wait: async () => Promise.resolve() }

    const result = await httpFunction({ functionName: 'local', url, clock, timeoutMs: 2_000 }).invoke(
      event,
      'r',
    )

    expect(result).toMatchObject({
      errorType: 'Sandbox.Timedout',
      message: 'RequestId: r Error: Task timed out after 2.00 seconds',
    })
  })
})

describe('Lambda', () => {
  it('that throttles has not invoked the function', async () => {
    const target = inLambda(
      await emulator(invoke, () => ({
        status: 429,
        headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
        body: '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","message":"Rate Exceeded."}',
      })),
    )

    expect(await target.invoke(event, 'r')).toEqual({
      type: 'not-invoked',
      message: 'TooManyRequestsException: Rate Exceeded.',
    })
  })

  it.each([{}, { headers: { 'x-amz-function-error': 'Unhandled' } }])(
    'that answers with what is not JSON has invoked the function, with %j',
    async more => {
      const target = inLambda(await emulator(invoke, () => ({ ...more, body: 'not json' })))

      expect(await target.invoke(event, 'r')).toMatchObject({ type: 'function-error' })
    },
  )

  it('that finds the event too large fails the batch, since it always will', async () => {
    const target = inLambda(
      await emulator(invoke, () => ({
        status: 413,
        headers: { 'x-amzn-errortype': 'RequestTooLargeException' },
        body: '{"message":"too large"}',
      })),
    )

    expect(await target.invoke(event, 'r')).toMatchObject({
      type: 'function-error',
      errorType: 'RequestTooLargeException',
    })
  })
})
