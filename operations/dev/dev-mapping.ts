import { join } from 'node:path'
import { fileCheckpointStore } from '../../adapters/file/file-checkpoint-store.ts'
import { fileFailureDestination } from '../../adapters/file/file-failure-destination.ts'
import type { Clock } from '../../core/clock.ts'
import type { LeaseParty } from '../../core/lease/lease-party.ts'
import { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import type { EngineEvent } from '../../engine/events.ts'
import { localFunctionArn } from '../../engine/function/local-context.ts'
import type { FunctionEnvelope } from '../../engine/ports/envelope.ts'
import type { FunctionTarget } from '../../engine/ports/function-target.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import type { ImageName } from '../../engine/stream-check.ts'

/** One mapping of a run: a function on the stream of a table. */
export interface DevMapping {
  /** The function's name; with the table's after it where the function is on several streams. */
  readonly id: string
  readonly settings: MappingSettings
  readonly target: FunctionTarget
  readonly source: StreamSource
  /** Where the function is given records in another form than those of a table's stream. */
  readonly envelope?: FunctionEnvelope | undefined
  /** Images that its records have to carry. */
  readonly needs?: readonly ImageName[] | undefined
}

/** What the mappings of a run share. */
export interface MappingSurroundings {
  readonly runFolder: string
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

/** What a deployed mapping would do instead, where that is something else. */
export const retriesDeployed = ({ MaximumRetryAttempts: deployed }: MappingSettings): string | undefined => {
  if (deployed === devRetryAttempts) return undefined
  const there = deployed < 0 ? 'until the record is too old or leaves the stream' : `${deployed} times`
  return `a failing batch is tried again ${devRetryAttempts} times here, deployed ${there}`
}

/** A mapping with the settings of the deploy file but for the two above. */
export const devMapping = (
  { id, settings, target, source, envelope, needs }: DevMapping,
  surroundings: MappingSurroundings,
): EventSourceMapping =>
  new EventSourceMapping({
    ...surroundings,
    id,
    source,
    functionArn: localFunctionArn(target.functionName),
    settings: { ...settings, MaximumRetryAttempts: devRetryAttempts },
    target,
    checkpoints: fileCheckpointStore(join(surroundings.runFolder, `checkpoints-${id}.json`)),
    onFailure: fileFailureDestination(join(surroundings.runFolder, 'failures'), envelope?.discarded),
    ...(envelope !== undefined && { envelope }),
    ...(needs !== undefined && { needs }),
    choices: devChoices,
  })
