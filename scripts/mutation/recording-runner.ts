// Vitest's runner, which also notes what each test reaches, leaves tests out, and stops at the first that fails.
import type { RunnerTask, RunnerTestCase, RunnerTestFile } from 'vitest'
import { TestRunner } from 'vitest'
import { currentRun } from './current-run.ts'

const testsIn = (task: RunnerTask): readonly RunnerTestCase[] =>
  task.type === 'suite' ? task.tasks.flatMap(testsIn) : [task]

/** By its place too: names may be there twice. */
const keysOf = (file: RunnerTestFile): ReadonlyMap<RunnerTask, string> =>
  new Map(testsIn(file).map((test, at) => [test, `${at} ${test.fullTestName}`]))

/** A suite without a test to run is not prepared either. */
const leaveOut = (task: RunnerTask, isWanted: (task: RunnerTask) => boolean): boolean => {
  const isLeftOut =
    task.type === 'suite'
      ? task.tasks.map(inner => leaveOut(inner, isWanted)).every(Boolean)
      : task.mode !== 'run' || !isWanted(task)
  if (isLeftOut && task.mode === 'run') task.mode = 'skip'
  return isLeftOut
}

export default class RecordingRunner extends TestRunner {
  #keys: ReadonlyMap<RunnerTask, string> = new Map()

  onCollected(files: RunnerTestFile[]): void {
    const { only } = currentRun()
    for (const file of files) {
      this.#keys = keysOf(file)
      if (only !== undefined) leaveOut(file, task => only.has(this.#keys.get(task) ?? ''))
    }
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test)
    // Tests that run beside each other cannot be told apart.
    if (test.concurrent !== true) currentRun().switches.runs(this.#keys.get(test))
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test)
    const { switches, failedTest } = currentRun()
    switches.runs(undefined)
    if (test.result?.state !== 'fail') return
    failedTest(this.#keys.get(test) ?? test.name, test.result.errors ?? [])
    this.cancel('test-failure')
  }

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    super.onAfterRunFiles(files)
    for (const { result } of files) currentRun().ended(result?.state ?? 'fail', result?.errors ?? [])
  }
}
