import type { Clock } from '../core/clock.ts'
import type { LeaseParty } from '../core/lease/lease-party.ts'
import type { Emit } from './events.ts'
import type { EngineChoices } from './machine/choices.ts'
import type { CheckpointStore } from './ports/checkpoint-store.ts'
import type { FunctionEnvelope } from './ports/envelope.ts'
import type { FailureDestination } from './ports/failure-destination.ts'
import type { FunctionTarget } from './ports/function-target.ts'
import type { StreamSource } from './ports/stream-source.ts'
import type { MappingSettings } from './settings.ts'
import type { ImageName } from './stream-check.ts'

/** What an event source mapping is made of. */
export interface EventSourceMappingOptions {
  /** Name under which checkpoints are kept; AWS calls it the UUID. */
  readonly id: string
  /** In on-failure documents, and where windows name it. */
  readonly functionArn: string
  /** In AWS's words; what is left out has AWS's default. */
  readonly settings: Partial<MappingSettings> & Pick<MappingSettings, 'StartingPosition'>
  /** The stream that is read. */
  readonly source: StreamSource
  /** The function that is invoked. */
  readonly target: FunctionTarget
  /** Where it is remembered how far each shard was read. */
  readonly checkpoints: CheckpointStore
  /**
   * Who this process is to others that ask for the same mapping.
   * @defaultValue one by a new id, of which others can only see whether it still renews its lease
   */
  readonly party?: LeaseParty
  /** Where discarded batches are told of. @defaultValue nowhere */
  readonly onFailure?: FailureDestination
  /**
   * The form that filters see records in, and whose size counts, where the target's function has another than that of a
   * table's stream. @defaultValue records as they are
   */
  readonly envelope?: Pick<FunctionEnvelope, 'sent' | 'filtered'>
  /** What AWS does not say, decided otherwise. @defaultValue defaultChoices */
  readonly choices?: Partial<EngineChoices>
  /** Images that the function cannot do without; a stream that lacks them is refused at the start. */
  readonly needs?: readonly ImageName[]
  /** What time it is, and what waits are measured by. */
  readonly clock: Clock
  /** From 0 to 1, and new at each call: what retry delays are spread by. */
  readonly random: () => number
  /** Texts that never repeat, for request ids. */
  readonly newId: () => string
  /** Told of every step. */
  readonly emit: Emit
}
