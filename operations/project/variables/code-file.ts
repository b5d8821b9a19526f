import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { newBuiltModules } from '../../build/built-modules.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What a file of code may ask while it gives its value; the answers have to be what a message can carry. */
export interface CodeQuestions {
  readonly variable: (variable: string) => Promise<unknown>
  readonly property: (keys: readonly string[]) => Promise<unknown>
  /** A text on the way to the value, its variables resolved; nothing where nobody can. */
  readonly text: (text: string) => Promise<{ readonly value: unknown } | undefined>
}

/** What a file of code gives, as JSON: all of it where nothing in it is a function, else the value that was asked for. */
export type CodeAnswer =
  { readonly whole: string } | { readonly json: string | undefined } | { readonly unresolvedText: string }

/** What is asked of a file of code. */
export interface CodeFileOptions {
  /** Keys below what it exports, one after the other. */
  readonly keys: readonly string[]
  /** What the file sees as its environment. */
  readonly env: Env
  /** Options of the command line that a function of the file is called with. */
  readonly options: Readonly<Record<string, string>>
  readonly questions: CodeQuestions
}

type Word =
  | { readonly type: 'ask'; readonly id: number; readonly kind: keyof CodeQuestions; readonly about: unknown }
  | { readonly type: 'given'; readonly answer: CodeAnswer }
  | { readonly type: 'failed'; readonly message: string }

/** A thread knows no module from before, and what it prints is no output of the command. */
const code = `
const { parentPort, workerData } = require('node:worker_threads')
const { createRequire } = require('node:module')
const { file, url, isImported, keys, options } = workerData
const waiting = new Map()
let asked = 0
const ask = (kind, about) => new Promise((resolve, reject) => {
  waiting.set(++asked, { resolve, reject })
  parentPort.ref()
  parentPort.postMessage({ type: 'ask', id: asked, kind, about })
})
parentPort.on('message', ({ id, value, message }) => {
  const { resolve, reject } = waiting.get(id)
  waiting.delete(id)
  // A file that waits for nothing and gives nothing comes to an end.
  if (waiting.size === 0) parentPort.unref()
  if (message === undefined) resolve(value)
  else reject(new Error(message))
})
parentPort.unref()
const called = value => typeof value !== 'function' ? value : value({
  options,
  resolveVariable: variable => ask('variable', variable),
  resolveConfigurationProperty: property => ask('property', property),
})
const load = async () => {
  if (!isImported) return called(await createRequire(file)(file))
  const { default: exported } = await import(url)
  return called(exported?.__esModule === true && 'default' in exported ? exported.default : exported)
}
const isData = value =>
  typeof value !== 'object' || value === null
    ? typeof value !== 'function'
    : typeof value.then !== 'function' && Object.values(value).every(isData)
const walk = async () => {
  let value = await load()
  if (isData(value)) return { whole: JSON.stringify(value) ?? 'null' }
  for (const key of keys) {
    if (typeof value === 'string') {
      const resolved = await ask('text', value)
      if (resolved === undefined) return { unresolvedText: value }
      value = resolved.value
    }
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return { json: undefined }
    value = await called(await value[key])
  }
  return { json: JSON.stringify(value) }
}
walk().then(
  answer => parentPort.postMessage({ type: 'given', answer }),
  error => parentPort.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
).finally(() => parentPort.close())
`

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const answerOf = async (worker: Worker, questions: CodeQuestions): Promise<CodeAnswer> =>
  new Promise((resolve, reject) => {
    const reply = async ({ id, kind, about }: Extract<Word, { type: 'ask' }>): Promise<void> => {
      const asked = questions[kind] as (about: unknown) => Promise<unknown>
      const answer = await asked(about).then(
        value => ({ value }),
        (error: unknown) => ({ message: messageOf(error) }),
      )
      worker.postMessage({ id, ...answer })
    }
    worker.on('message', (word: Word) => {
      if (word.type === 'ask') void reply(word)
      else if (word.type === 'given') resolve(word.answer)
      else reject(new Error(word.message))
    })
    worker.once('error', reject)
    worker.once('exit', () => {
      reject(new Error('it ended before it gave a value'))
    })
  })

const isImported = (path: string): boolean => ['.ts', '.mjs', '.mts'].includes(extname(path))

/**
 * What a JavaScript or TypeScript file gives for `${file(PATH):ADDRESS}`: what it exports, or what that returns where it
 * is a function. Each call loads the file anew, with all that it imports.
 *
 * @throws Error in the words of the loader or of the file
 */
export const valueOfCode = async (
  path: string,
  { keys, env, options, questions }: CodeFileOptions,
): Promise<CodeAnswer> => {
  const built = isImported(path) ? (await newBuiltModules().get(path)).path : path
  const worker = new Worker(code, {
    eval: true,
    workerData: {
      ...{ file: path, url: pathToFileURL(built).href, isImported: isImported(path) },
      ...{ keys, options },
    },
    env: { ...env },
    stdout: true,
  })
  try {
    return await answerOf(worker, questions)
  } finally {
    await worker.terminate()
  }
}
