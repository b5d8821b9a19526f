// A copy of the repository where mutants are tested: the checkout itself is never touched.
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NumberedMutant } from './instrumented.ts'
import type { Answer, TestOrder } from './orders.ts'

/** Runs tests of a copy of the repository, whose sources have mutants in them. */
export interface Workshop {
  readonly run: (order: TestOrder) => Promise<Answer>
}

const copyOf = (root: string, files: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-mutation-'))
  for (const file of files) cpSync(join(root, file), join(folder, file))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** What the process says next; nothing if it has ended. */
const nextOf = async (child: ChildProcess): Promise<{ readonly answer?: Answer } | undefined> => {
  const over = new AbortController()
  const { signal } = over
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as { readonly answer?: Answer }),
      once(child, 'exit', { signal }).then(() => undefined),
    ])
  } finally {
    over.abort()
  }
}

const startTests = async (folder: string, mutants: readonly NumberedMutant[]): Promise<ChildProcess> => {
  const child = fork(join(import.meta.dirname, 'test-process.ts'), {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  child.send({ mutants })
  if ((await nextOf(child)) === undefined) throw new Error('the process that runs tests does not start')
  return child
}

/** Opens a workshop with these files of the repository; `close` ends its process and removes the copy. */
export const openWorkshop = (
  root: string,
  files: readonly string[],
  mutants: readonly NumberedMutant[],
): Workshop & { readonly close: () => void } => {
  const folder = copyOf(root, files)
  let child: ChildProcess | undefined
  return {
    run: async order => {
      const isAlive = child?.exitCode === null && child.signalCode === null
      if (child === undefined || !isAlive) child = await startTests(folder, mutants)
      child.send({ order })
      const said = await nextOf(child)
      return said?.answer ?? { type: 'failed', ms: 0, isUnsure: true, message: 'the process ended' }
    },
    close: () => {
      child?.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
