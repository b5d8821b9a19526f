// A copy of the repository where mutants are written and tested: the checkout itself is never touched.
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestVerdict, Workshop } from './judge.ts'
import type { Mutant } from './mutant.ts'
import { mutatedText } from './mutant.ts'

/** Starts the process that runs tests in this folder; it is ready when the promise is fulfilled. */
const startTests = async (folder: string): Promise<ChildProcess> => {
  const child = fork(join(import.meta.dirname, 'test-process.ts'), {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { signal: code } = await nextOf(child)
  if (code !== undefined) throw new Error('the process that runs tests does not start')
  return child
}

/** What the process says next, or how it ended. */
const nextOf = async (
  child: ChildProcess,
): Promise<{ readonly message?: unknown; readonly signal?: string | null }> => {
  const over = new AbortController()
  const { signal } = over
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => ({ message: message as unknown })),
      once(child, 'exit', { signal }).then(([, by]) => ({ signal: by as string | null })),
    ])
  } finally {
    over.abort()
  }
}

/** A test's verdict, or the end of the process: by itself, or by us when the time is up. */
const answerOf = async (child: ChildProcess, limitMs: number): Promise<TestVerdict> => {
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  const startedMs = Date.now()
  const { message, signal } = await nextOf(child)
  clearTimeout(timer)
  if (message !== undefined) return message as TestVerdict
  return { type: signal === 'SIGKILL' ? 'timed-out' : 'failed', ms: Date.now() - startedMs }
}

const copyOf = (root: string, files: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-mutation-'))
  for (const file of files) cpSync(join(root, file), join(folder, file))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** What is in the folder while one file of it is changed at a time. */
const bench = (
  folder: string,
): Pick<Workshop, 'change'> & { readonly takeStale: () => readonly string[] } => {
  let current: Mutant | undefined
  /** Files that the tests' process has to read anew. */
  const stale = new Set<string>()
  const write = (file: string, text: string): void => {
    writeFileSync(join(folder, file), text)
    stale.add(file)
  }
  /** As copied: somebody may go on working in the checkout. */
  const originals = new Map<string, string>()
  const original = (file: string): string => {
    const text = originals.get(file) ?? readFileSync(join(folder, file), 'utf8')
    originals.set(file, text)
    return text
  }
  return {
    change: (mutant: Mutant | undefined): void => {
      if (current === mutant) return
      if (current !== undefined && current.file !== mutant?.file) write(current.file, original(current.file))
      if (mutant !== undefined) write(mutant.file, mutatedText(original(mutant.file), mutant))
      current = mutant
    },
    takeStale: (): readonly string[] => {
      const files = [...stale]
      stale.clear()
      return files
    },
  }
}

/** Opens a workshop with these files of the repository; `close` ends its process and removes the copy. */
export const openWorkshop = (
  root: string,
  files: readonly string[],
): Workshop & { readonly close: () => void } => {
  const folder = copyOf(root, files)
  const { change, takeStale } = bench(folder)
  let child: ChildProcess | undefined
  return {
    change,
    run: async (test, limitMs) => {
      const isAlive = child?.exitCode === null && child.signalCode === null
      if (child === undefined || !isAlive) child = await startTests(folder)
      child.send({ test, changed: takeStale() })
      return answerOf(child, limitMs)
    },
    close: () => {
      child?.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
