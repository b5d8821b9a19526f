import type { Clock } from '../../core/clock.ts'
import type { Pattern } from '../../core/pattern/pattern.ts'
import type { Emit, EngineHappening } from '../events.ts'
import type { EngineChoices } from '../machine/choices.ts'
import type { CheckpointStore } from '../ports/checkpoint-store.ts'
import type { FunctionEnvelope } from '../ports/envelope.ts'
import type { FailureDestination } from '../ports/failure-destination.ts'
import type { FunctionTarget } from '../ports/function-target.ts'
import type { MappingLease } from './mapping-lease.ts'
import type { StreamSource } from '../ports/stream-source.ts'
import type { MappingSettings } from '../settings.ts'

/** What all shards of a mapping share. */
export interface Mapping {
  readonly id: string
  readonly functionArn: string
  readonly settings: MappingSettings
  readonly choices: EngineChoices
  readonly source: StreamSource
  readonly target: FunctionTarget
  readonly checkpoints: CheckpointStore
  readonly lease: MappingLease
  readonly onFailure: FailureDestination | undefined
  readonly envelope: Pick<FunctionEnvelope, 'sent' | 'filtered'>
  /** A record is delivered when one of them matches; without any, every record is. */
  readonly patterns: readonly Pattern[]
  readonly clock: Clock
  /** From 0 to 1, and new at each call. */
  readonly random: () => number
  readonly newId: () => string
  readonly tell: (happening: EngineHappening) => void
}

/** Stamps happenings with mapping and time. */
export const teller =
  (mapping: string, clock: Clock, emit: Emit) =>
  (happening: EngineHappening): void =>
    emit({ ...happening, mapping, atMs: clock.now() })
