import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { dirname } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import type { LoadedFunction } from '../../engine/function/environments.ts'
import { recordsTo } from '../../test/support/local-mapping.ts'
import { runtimeLoop } from '../../test/support/runtime-loop.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import type { ProcessFunctionOptions } from './process-function.ts'
import { processFunction } from './process-function.ts'

const path = temporaryPaths()
const started: LoadedFunction[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map(async each => each.stop()))
})

const functionOf = (source: string, options: Partial<ProcessFunctionOptions> = {}) => {
  const file = path('runtime.mjs')
  writeFileSync(file, source)
  const said: string[] = []
  const target = processFunction({
    functionName: 'orders',
    command: async () => Promise.resolve([process.execPath, file]),
    handler: 'app.handler',
    taskRoot: dirname(file),
    timeoutMs: 10_000,
    memorySizeMb: 256,
    env: { COLOUR: 'blue' },
    clock: systemClock,
    onOutput: text => said.push(text),
    ...options,
  })
  started.push(target)
  return { target, said, folder: dirname(file) }
}

const event = { Records: recordsTo(2) }
const valueOf = async (answer: ReturnType<LoadedFunction['invoke']>): Promise<unknown> => {
  const result = await answer
  expect(result.type).toBe('returned')
  return result.type === 'returned' ? result.value : undefined
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await systemClock.wait(10)
}

describe('a function in a process of its own', () => {
  it('gets the event, Lambda’s headers and variables, and nothing else of this process', async () => {
    const { target, folder } = functionOf(
      runtimeLoop(
        '(event, headers) => ({ event, headers, env: process.env, folder: process.cwd(), now: Date.now() })',
      ),
      { runtime: 'provided.al2023' },
    )

    const answer = await valueOf(target.invoke(event, '8476a536-e9f4-11e8-9739-2dfe598c3fcd'))

    const { headers, now, env, ...rest } = answer as {
      readonly headers: Readonly<Record<string, string>>
      readonly now: number
      readonly env: Readonly<Record<string, string>>
    }
    expect(rest).toEqual({ event, folder })
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:local:000000000000:function:orders',
      'lambda-runtime-trace-id': expect.stringMatching(
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
      ) as string,
    })
    const leftMs = Number(headers['lambda-runtime-deadline-ms']) - now
    expect(leftMs).toBeGreaterThan(5_000)
    expect(leftMs).toBeLessThanOrEqual(10_000)
    expect(env).toMatchObject({
      COLOUR: 'blue',
      TZ: ':UTC',
      _HANDLER: 'app.handler',
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_EXECUTION_ENV: 'AWS_Lambda_provided.al2023',
    })
    expect(env).not.toHaveProperty('HOME')
  })

  it('is used again, and runs beside itself where batches come at once', async () => {
    const { target } = functionOf(
      runtimeLoop(
        'async () => { await new Promise(resolve => setTimeout(resolve, 100)); return process.pid }',
      ),
    )

    const first = await valueOf(target.invoke(event, 'a'))
    const second = await valueOf(target.invoke(event, 'b'))
    const both = await Promise.all([target.invoke(event, 'c'), target.invoke(event, 'd')].map(valueOf))

    expect(second).toBe(first)
    expect(new Set(both).size).toBe(2)
    expect(both).toContain(first)
  })

  it('is killed at its deadline with all that it started, and works again afterwards', async () => {
    const { target, said } = functionOf(
      runtimeLoop(
        `async event => {
          if (event.Records.length === 1) return 'done'
          const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
          process.stdout.write('child ' + child.pid)
          await new Promise(() => setInterval(() => {}, 1000))
        }`,
        `const { spawn } = await import('node:child_process')`,
      ),
      { timeoutMs: 1_500 },
    )
    await target.load()

    const first = await target.invoke(event, 'r')
    const second = await target.invoke({ Records: recordsTo(1) }, 'r')

    expect(first).toEqual({
      type: 'function-error',
      errorType: 'Sandbox.Timedout',
      message: 'RequestId: r Error: Task timed out after 1.50 seconds',
    })
    expect(second).toEqual({ type: 'returned', value: 'done' })
    const child = Number(/child (\d+)/.exec(said.join(''))?.[1])
    await until(() => !isRunning(child))
  })

  it.each([
    ['process.exit(3)', 'Runtime exited with error: exit status 3'],
    ['process.exit(0)', 'Runtime exited without providing a reason'],
    [
      'process.kill(process.pid, "SIGKILL") && new Promise(() => {})',
      'Runtime exited with error: signal: killed',
    ],
  ])('tells as Lambda does of an end by %s', async (end, message) => {
    const { target } = functionOf(runtimeLoop(`() => ${end}`))

    expect(await target.invoke(event, 'r')).toEqual({
      type: 'function-error',
      errorType: 'Runtime.ExitError',
      message: `RequestId: r Error: ${message}`,
    })
  })

  it('is started anew when it died after its answer, and no batch is lost to that', async () => {
    const { target } = functionOf(
      runtimeLoop(
        '() => process.pid',
        `const plain = globalThis.fetch
         globalThis.fetch = async (...args) => {
           const answer = await plain(...args)
           if (String(args[0]).endsWith('/response')) process.exit(1)
           return answer
         }`,
      ),
    )

    const [first, second] = [
      await valueOf(target.invoke(event, 'a')),
      await valueOf(target.invoke(event, 'b')),
    ]

    expect(second).not.toBe(first)
  })

  it('has failed with an answer that Lambda would not take, and hears why', async () => {
    const { target, said } = functionOf(
      runtimeLoop('event => "x".repeat(event.Records.length === 1 ? 6_291_554 : 6_291_555)'),
    )
    // With its quotation marks the text is two bytes longer: one is as large as an answer may be.
    const largest = await target.invoke({ Records: recordsTo(1) }, 'a')
    const larger = await target.invoke(event, 'b')

    expect(largest.type).toBe('returned')
    expect(larger).toEqual({
      type: 'function-error',
      errorType: 'Function.ResponseSizeTooLarge',
      message: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    })
    await until(() => said.join('').includes('413 '))
    expect(said.join('')).toContain('"errorType":"RequestEntityTooLarge"')
  })

  it.each([
    ['ends', 'process.exit(64)', /it ended with error: exit status 64/],
    [
      'says so',
      `await post('init/error', { errorType: 'Runtime.ImportModuleError', errorMessage: 'no app' })`,
      /Runtime\.ImportModuleError: no app/,
    ],
    [
      'never asks',
      'await new Promise(() => setInterval(() => {}, 1000))',
      /asked for no event in 0\.8 seconds/,
    ],
  ])('refuses to start a process that %s', async (_, before, reason) => {
    const { target } = functionOf(runtimeLoop('() => 1', before), { initTimeoutMs: 800 })

    await expect(target.load()).rejects.toThrow(reason)
    expect(await target.invoke(event, 'r')).toMatchObject({ type: 'not-invoked' })
  })

  it('says of a program that is not there', async () => {
    const { target } = functionOf('', { command: async () => Promise.resolve(['no-such-program', 'x']) })

    await expect(target.load()).rejects.toThrow('spawn no-such-program ENOENT')
  })
})

describe('the runtime API', () => {
  /** What another program hears that sends this to the API of a function that stands ready. */
  const heard = async (
    method: string,
    place: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> => {
    const { target, said } = functionOf(
      runtimeLoop('() => 1', `process.stdout.write('at ' + process.env.AWS_LAMBDA_RUNTIME_API + ' ')`),
    )
    await target.load()
    await until(() => /at \S+ /.test(said.join('')))
    const at = /at (\S+) /.exec(said.join(''))?.[1] ?? ''
    return new Promise((resolve, reject) => {
      const sent = request(`http://${at}/2018-06-01/runtime/${place}`, { method, headers }, response => {
        let text = ''
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
        response.on('end', () => resolve(`${response.statusCode ?? 0} ${text}`))
      })
      sent.on('error', reject)
      sent.end()
    })
  }

  it.each([
    ['a page in a browser', { Origin: 'https://example.com' }],
    ['an image of a page', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a name that was made to lead here', { Host: 'evil.example' }],
  ])('refuses %s', async (_, headers) => {
    expect(await heard('GET', 'invocation/next', headers)).toMatch(/^403 /)
  })

  it.each([
    ['POST', 'invocation/unknown/response', /^400 .*InvalidRequestID/],
    ['GET', 'invocation/unknown/response', /^404 /],
    ['GET', 'elsewhere', /^404 /],
  ])('answers %s %s with %s', async (method, place, answer) => {
    expect(await heard(method, place, { 'Sec-Fetch-Mode': 'cors' })).toMatch(answer)
  })
})
