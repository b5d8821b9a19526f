import type { Clock } from '../core/clock.ts'
import type { LeaseParty } from '../core/lease/lease-party.ts'
import type { Emit } from './events.ts'
import type { EngineChoices } from './machine/choices.ts'
import type { CheckpointStore } from './ports/checkpoint-store.ts'
import type { FailureDestination } from './ports/failure-destination.ts'
import type { FunctionTarget } from './ports/function-target.ts'
import type { StreamSource } from './ports/stream-source.ts'
import type { MappingSettings } from './settings.ts'
import type { ImageName } from './stream-check.ts'

/** What an event source mapping is made of. */
export interface EventSourceMappingOptions {
  /** Name under which checkpoints are kept; AWS calls it the UUID. */
  readonly id: string
  readonly functionArn: string
  readonly settings: Partial<MappingSettings> & Pick<MappingSettings, 'StartingPosition'>
  readonly source: StreamSource
  readonly target: FunctionTarget
  readonly checkpoints: CheckpointStore
  /**
   * Who this process is to others that ask for the same mapping.
   * @defaultValue one by a new id, of which others can only see whether it still renews its lease
   */
  readonly party?: LeaseParty
  readonly onFailure?: FailureDestination
  readonly choices?: Partial<EngineChoices>
  /** Images that the function cannot do without; a stream that lacks them is refused at the start. */
  readonly needs?: readonly ImageName[]
  readonly clock: Clock
  /** From 0 to 1, and new at each call: what retry delays are spread by. */
  readonly random: () => number
  readonly newId: () => string
  readonly emit: Emit
}
