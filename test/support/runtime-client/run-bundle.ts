import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import type { LocalRuntimeApi } from '../../../local-servers/runtime/runtime-api.ts'
import { openRuntimeApi } from '../../../local-servers/runtime/runtime-api.ts'
import { invocationOf, sandboxEnv, runtimeProgram } from './runtime-client.ts'

/** How an invocation, or the start before it, ended. */
export interface RuntimeAnswer {
  readonly type: 'response' | 'error' | 'init-error'
  readonly body: unknown
}

const unzipped = (zip: Uint8Array, folder: string): void => {
  for (const [path, content] of Object.entries(unzipSync(zip))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

const answerTo = async (api: LocalRuntimeApi, event: unknown): Promise<RuntimeAnswer> => {
  const failed = api.initError.then(({ text }) => ({ type: 'init-error' as const, text }))
  const reply = await Promise.race([failed, api.give(invocationOf(event, 30_000))])
  if (reply.type === 'too-large') throw new Error('the answer is larger than Lambda takes')
  return { type: reply.type, body: JSON.parse(reply.text) }
}

/** Loads a zip as Lambda does, with AWS's own client, and gives it one event. */
export const runBundle = async (
  zip: Uint8Array,
  options: {
    readonly folder: string
    readonly handler: string
    readonly env: Readonly<Record<string, string>>
    readonly event: unknown
    /** Path of the Node that loads it. @defaultValue the one that runs this */
    readonly node?: string
  },
): Promise<RuntimeAnswer> => {
  const { folder, handler, env, event, node = process.execPath } = options
  unzipped(zip, folder)
  const api = await openRuntimeApi()
  const child = spawn(node, [runtimeProgram], {
    cwd: folder,
    env: { ...env, ...sandboxEnv({ address: api.address, handler, folder, memoryMb: 512 }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const ended = new Promise<never>((_, reject) => {
    child.on('exit', code => {
      reject(new Error(`the runtime client ended with ${String(code)}: ${said}`))
    })
  })
  try {
    return await Promise.race([answerTo(api, event), ended])
  } finally {
    child.removeAllListeners('exit')
    child.kill('SIGKILL')
    await api.stop()
  }
}
