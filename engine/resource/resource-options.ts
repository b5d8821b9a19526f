import type { Clock } from '../../core/clock.ts'
import type { Emit } from '../events.ts'
import type { EngineChoices } from '../machine/choices.ts'
import type { CheckpointStore } from '../ports/checkpoint-store.ts'
import type { FailureDestination } from '../ports/failure-destination.ts'
import type { FunctionTarget } from '../ports/function-target.ts'
import type { StreamSource } from '../ports/stream-source.ts'

/** What the mapping resource is made of. */
export interface EventSourceMappingsOptions {
  /** The stream of an ARN; `undefined` when there is none. */
  readonly streams: (streamArn: string) => StreamSource | undefined
  /** The function of a name; asked at each invocation, so that a function can go and come back. */
  readonly functions: (name: string, qualifier: string | undefined) => FunctionTarget | undefined
  /** The destination of an ARN or of `kafka://TOPIC`; `undefined` when there is none. */
  readonly destinations?: (destination: string) => FailureDestination | undefined
  /** For all mappings. */
  readonly checkpoints: CheckpointStore
  /** What AWS does not say, decided otherwise. @defaultValue defaultChoices */
  readonly choices?: Partial<EngineChoices>
  /** How long Creating, Enabling, Updating and so on last, in milliseconds. AWS takes up to minutes. @defaultValue 1,000 */
  readonly transitionMs?: number
  /** What time it is, and what waits are measured by. */
  readonly clock: Clock
  /** From 0 to 1, and new at each call: what retry delays are spread by. */
  readonly random: () => number
  /** Texts that never repeat: UUIDs of mappings, ids of requests. */
  readonly newId: () => string
  /** Told of every step of every mapping. */
  readonly emit: Emit
}
