import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { newBuiltModules } from '../build/built-modules.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What the thread answers. */
type Answer = { readonly json: string } | { readonly message: string }

/** A thread knows no module from before; what is no JSON is no configuration. */
const code = `
const { parentPort, workerData } = require('node:worker_threads')
const load = async () => {
  const loaded = await import(workerData)
  const exported = 'default' in loaded ? loaded.default : loaded
  const inner = exported?.__esModule === true && 'default' in exported ? exported.default : exported
  return JSON.stringify(await (typeof inner === 'function' ? inner() : inner)) ?? 'null'
}
load().then(
  json => parentPort.postMessage({ json }),
  error => parentPort.postMessage({ message: error instanceof Error ? error.message : String(error) }),
)
`

const answerOf = async (worker: Worker): Promise<Answer> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => {
      reject(new Error('it ended the process before it exported anything'))
    })
  })

/**
 * What a file of code exports as configuration: its default, or what a CommonJS file exports; a function is called, and
 * a promise awaited. Each call loads the file anew, with all that it imports.
 *
 * @param env - what the file sees as its environment
 * @throws Error in the words of the loader or of the file
 */
export const loadConfiguration = async (path: string, env: Env): Promise<unknown> => {
  const built = await newBuiltModules().get(path)
  const worker = new Worker(code, {
    eval: true,
    workerData: pathToFileURL(built.path).href,
    env: { ...env },
    stdout: true,
  })
  try {
    const answer = await answerOf(worker)
    if ('message' in answer) throw new Error(answer.message)
    return JSON.parse(answer.json) as unknown
  } finally {
    await worker.terminate()
  }
}
