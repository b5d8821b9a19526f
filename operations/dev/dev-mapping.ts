import { join } from 'node:path'
import { fileCheckpointStore } from '../../adapters/file/file-checkpoint-store.ts'
import { fileFailureDestination } from '../../adapters/file/file-failure-destination.ts'
import type { Clock } from '../../core/clock.ts'
import { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import type { EngineEvent } from '../../engine/events.ts'
import { localFunctionArn } from '../../engine/function/local-context.ts'
import type { WorkerFunction } from '../../engine/function/worker-function.ts'
import { workerFunction } from '../../engine/function/worker-function.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'
import type { ProjectFunction } from '../project/read-project.ts'

/** What the mappings of a run share. */
export interface DevRun {
  readonly runFolder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly emit: (event: EngineEvent) => void
  readonly onOutput: (text: string) => void
}

/** A function of the project, in threads of its own. */
export const devFunction = (found: ProjectFunction, run: DevRun): WorkerFunction =>
  workerFunction({
    ...found,
    env: run.env,
    clock: run.clock,
    onOutput: run.onOutput,
    onReport: ({ functionName, records }) => {
      const place = { mapping: found.functionName, atMs: run.clock.now(), functionName }
      for (const report of records) run.emit({ event: 'EffectWritten', report, ...place })
    },
  })

/** Nobody wants to wait on a laptop, and a run has to come to an end. */
const devChoices = { firstRetryDelayMs: 25, maxRetryDelayMs: 1_000, pollIntervalMs: 50 }
const devRetryAttempts = 10

/** A mapping with the settings of serverless.yml but for the two above; it goes by its function's name. */
export const devMapping = (
  { settings, functionName }: ProjectFunction,
  target: WorkerFunction,
  source: StreamSource,
  run: DevRun,
): EventSourceMapping =>
  new EventSourceMapping({
    id: functionName,
    functionArn: localFunctionArn(functionName),
    settings: { ...settings, MaximumRetryAttempts: devRetryAttempts },
    source,
    target,
    checkpoints: fileCheckpointStore(join(run.runFolder, `checkpoints-${functionName}.json`)),
    onFailure: fileFailureDestination(join(run.runFolder, 'failures')),
    choices: devChoices,
    clock: run.clock,
    random: run.random,
    newId: run.newId,
    emit: run.emit,
  })
