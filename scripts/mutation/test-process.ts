// Runs test files of the folder that it is started in, one message each; vitest and what it has compiled stay.
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { TestSpecification, Vitest } from 'vitest/node'
import { createVitest } from 'vitest/node'

const root = process.cwd()

const start = async (): Promise<Vitest> => {
  const vitest = await createVitest({
    root,
    watch: false,
    maxWorkers: 1,
    pool: 'threads',
    bail: 1,
    reporters: [{}],
    onConsoleLog: () => false,
  })
  await vitest.standalone()
  return vitest
}

const isGreen = async (vitest: Vitest, specification: TestSpecification): Promise<boolean> => {
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification])
  // Files of earlier runs are among them.
  const ran = testModules.find(({ moduleId }) => moduleId === specification.moduleId)
  return ran?.ok() === true && unhandledErrors.length === 0
}

const vitest = await start()
const specifications = await vitest.globTestSpecifications()

const run = async (test: string, changed: readonly string[]): Promise<void> => {
  for (const file of changed) vitest.invalidateFile(join(root, file))
  const wanted = specifications.find(({ moduleId }) => moduleId === join(root, test))
  const startedMs = performance.now()
  const isPassed = wanted !== undefined && (await isGreen(vitest, wanted))
  process.send?.({ type: isPassed ? 'passed' : 'failed', ms: Math.round(performance.now() - startedMs) })
}

process.on('message', ({ test, changed }: { readonly test: string; readonly changed: readonly string[] }) => {
  void run(test, changed)
})
process.on('disconnect', () => process.exit())
process.send?.({ type: 'ready' })
