import { join } from 'node:path'
import { fileCheckpointStore } from '../../adapters/file/file-checkpoint-store.ts'
import { fileFailureDestination } from '../../adapters/file/file-failure-destination.ts'
import type { Clock } from '../../core/clock.ts'
import type { LeaseParty } from '../../core/lease/lease-party.ts'
import { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import type { EngineEvent } from '../../engine/events.ts'
import { localFunctionArn } from '../../engine/function/local-context.ts'
import type { FunctionTarget } from '../../engine/ports/function-target.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'
import type { ProjectFunction } from '../project/read-project.ts'

/** What the mappings of a run share. */
export interface MappingSurroundings {
  readonly runFolder: string
  readonly source: StreamSource
  /** Who this run is to others that would work on the same mappings. */
  readonly party: LeaseParty
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly emit: (event: EngineEvent) => void
}

/** Nobody wants to wait on a laptop, and a run has to come to an end. */
const devChoices = { firstRetryDelayMs: 25, maxRetryDelayMs: 1_000, pollIntervalMs: 50 }
const devRetryAttempts = 10

/** A mapping with the settings of serverless.yml but for the two above; it goes by its function's name. */
export const devMapping = (
  { settings, functionName }: ProjectFunction,
  target: FunctionTarget,
  surroundings: MappingSurroundings,
): EventSourceMapping =>
  new EventSourceMapping({
    ...surroundings,
    id: functionName,
    functionArn: localFunctionArn(functionName),
    settings: { ...settings, MaximumRetryAttempts: devRetryAttempts },
    target,
    checkpoints: fileCheckpointStore(join(surroundings.runFolder, `checkpoints-${functionName}.json`)),
    onFailure: fileFailureDestination(join(surroundings.runFolder, 'failures')),
    choices: devChoices,
  })
