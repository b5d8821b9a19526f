import { join, relative } from 'node:path'
import type { Vitest } from 'vitest/node'
import { createVitest } from 'vitest/node'
import type { NumberedMutant } from './instrumented.ts'
import { instrumented } from './instrumented.ts'
import { OrderedThread } from './ordered-thread.ts'

/** Vitest for this folder, whose sources have these mutants in them; `started` is told of each thread. */
export const instrumentingVitest = async (
  root: string,
  mutants: readonly NumberedMutant[],
  started: (thread: OrderedThread) => void,
): Promise<Vitest> => {
  const byFile = Map.groupBy(mutants, ({ mutant }) => mutant.file)
  const transform = (code: string, id: string): { code: string; map: null } | undefined => {
    const file = relative(root, id.replace(/\?.*$/, ''))
    const own = byFile.get(file)
    return own && { code: instrumented(file, code, own), map: null }
  }
  const vitest = await createVitest(
    {
      root,
      watch: false,
      maxWorkers: 1,
      isolate: false,
      pool: {
        name: 'ordered',
        createPoolWorker: options => {
          const thread = new OrderedThread(options)
          started(thread)
          return thread
        },
      },
      runner: join(import.meta.dirname, 'recording-runner.ts'),
      reporters: [{}],
      onConsoleLog: () => false,
      provide: { mutants: Math.max(0, ...mutants.map(({ number }) => number + 1)) },
    },
    { plugins: [{ name: 'mutants', enforce: 'pre', transform }] },
  )
  await vitest.standalone()
  return vitest
}

declare module 'vitest' {
  interface ProvidedContext {
    /** How many switches there are. */
    readonly mutants: number
  }
}
