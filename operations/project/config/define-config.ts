import type { StreamViewType } from '../../../core/record/stream-record.ts'
import type { MappingSettings } from '../../../engine/settings.ts'

/** An attribute of a key: its name where it is a string, else with its type. */
export type KeyAttribute =
  | string
  | {
      readonly name: string
      /** String, number or binary. */
      readonly type: 'S' | 'N' | 'B'
    }

/** A secondary index. With a partition key of its own it is global, without one local. */
export interface IndexConfig {
  /** Left out for a local index, which has the table's. */
  readonly partitionKey?: KeyAttribute
  /** A local index has to have one. */
  readonly sortKey?: KeyAttribute
  /** `ALL` if not given; a list names attributes beside the keys. */
  readonly projection?: 'ALL' | 'KEYS_ONLY' | readonly string[]
}

/** A table: one that the deploy file has not, or what is to be other than there. */
export interface TableConfig {
  /** Name of the table; if not given, the name under which it stands in `tables`. */
  readonly tableName?: string
  /** Needed for a table that the deploy file has not. */
  readonly partitionKey?: KeyAttribute
  /** Where the key has two parts. */
  readonly sortKey?: KeyAttribute
  /** Secondary indexes by their names. */
  readonly indexes?: Readonly<Record<string, IndexConfig>>
  /** What its stream carries: `NEW_AND_OLD_IMAGES` if not given. */
  readonly viewType?: StreamViewType
  /** Attribute by which items expire: seconds since 1970. */
  readonly ttl?: string
  /** ARN of the Kinesis stream that it writes its changes to. */
  readonly kinesisStream?: string
  /** How the deploy file refers to it: names of parameters, imports or resources of other stacks. */
  readonly references?: readonly string[]
}

/** A stream of a function, with settings in AWS's words and with Lambda's own defaults. */
export interface StreamConfig extends Partial<MappingSettings> {
  /** Name under which the table stands in `tables` or in the deploy file, or the table's own. */
  readonly table: string
  /**
   * Where its changes come by the Kinesis stream that the table writes to, or by a pipe of EventBridge; if not given, by a
   * mapping of its own stream.
   */
  readonly by?: 'kinesis' | 'pipe'
}

/** A function: one that the deploy file has not, or what is to be other than there. */
export interface FunctionConfig {
  /** `PATH.EXPORT`, the path without its extension and relative to `folder`. */
  readonly handler?: string
  /** Relative to the project; its own folder if not given. */
  readonly folder?: string
  /** In the place of all that the deploy file has. `StartingPosition` is `TRIM_HORIZON` if not given. */
  readonly streams?: readonly StreamConfig[]
  /** As Lambda calls it, `nodejs24.x` if nothing is said. */
  readonly runtime?: string
  /** 3 if nothing is said, which is Lambda's own. */
  readonly timeoutSeconds?: number
  /** 128 if nothing is said, which is Lambda's own. */
  readonly memorySizeMb?: number
  /** Added to what the deploy file says, and prevails over it. */
  readonly environment?: Readonly<Record<string, string>>
}

/** What `tailrace.config.ts` says of a project. */
export interface TailraceConfig {
  /** The file to read, where there are several or it has another name; `false` where none is to be read. */
  readonly deployFile?: string | false
  /** Stage of a serverless file, or environment of `samconfig`. */
  readonly stage?: string
  /** Command that writes `cdk.out` anew, as `npx cdk synth`; run when a file of the project has changed. */
  readonly synth?: string
  /** By the names under which functions and `input` know them. */
  readonly tables?: Readonly<Record<string, TableConfig>>
  /** By their names; `false` leaves one out. */
  readonly functions?: Readonly<Record<string, FunctionConfig | false>>
  /** A module that exports `input`, or a JSON file of items: a list for the one table, or lists by tables. */
  readonly input?: string
}

/**
 * Types what `tailrace.config.ts` exports as its default. It adds to the deploy file, prevails over it, or stands alone
 * where there is none: for tables made by Terraform or by hand, and for functions that something else deploys.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'tailrace/config'
 *
 * export default defineConfig({
 *   tables: { tickets: { partitionKey: 'ticketId', viewType: 'NEW_AND_OLD_IMAGES' } },
 *   functions: { webhook: { handler: 'src/webhook.handler', streams: [{ table: 'tickets', BatchSize: 25 }] } },
 * })
 * ```
 */
export const defineConfig = (config: TailraceConfig): TailraceConfig => config
