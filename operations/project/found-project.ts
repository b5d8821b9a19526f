import type { PipeWay, ProjectKind } from './project.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import type { OnFailure } from './on-failure.ts'
import type { ProjectTable } from './project-table.ts'

/** A stream of a function as a reader finds it. */
export interface FoundStream {
  /** Resolved: text, or a stand-in. */
  readonly arn: unknown
  /** Refused when it is asked for: a configuration may have better ones. */
  readonly settings: () => MappingSettings
  readonly onFailure: OnFailure
  /** How its records come, where that is not by an event source mapping of the table's stream. */
  readonly way?: FoundWay | undefined
}

/** By the Kinesis stream that tables write to, all of them if none is named; or by a pipe of EventBridge. */
export type FoundWay = { readonly type: 'kinesis'; readonly table?: string } | PipeWay

/** Where the code of a function lies. */
export interface FoundCode {
  /** Absolute: where the path in `handler` is looked up. */
  readonly codeFolder: string
  readonly handler: string
  /** Files in the folder of which a build makes what `handler` names, as they are written. */
  readonly entryPoints: readonly string[]
}

/** A function on streams as a reader finds it. What decides which records reach it is read when it is asked for. */
export interface FoundFunction {
  readonly functionName: string
  /** What else a person may call it: its id in the template. */
  readonly otherNames: readonly string[]
  readonly deployedName: string
  readonly runtime: string
  readonly code: () => FoundCode
  /** Whether that is a container image: nobody here starts it. */
  readonly isImage: boolean
  readonly timeoutMs: number
  readonly memorySizeMb: number
  /** Resolved: text, numbers and stand-ins. */
  readonly environment: Readonly<Record<string, unknown>>
  /** One at least. */
  readonly streams: () => readonly FoundStream[]
}

/** What a reader finds in a deploy file. */
export interface FoundProject {
  /** Its name, as people name it. */
  readonly file: string
  readonly kind: ProjectKind
  readonly functions: readonly FoundFunction[]
  readonly tables: readonly ProjectTable[]
  /** Ids of those that are deployed with it, and not only described for this machine. */
  readonly ownTables: readonly string[]
  /** Absolute paths of what was read. */
  readonly sources: readonly string[]
  /** Lines for a person. */
  readonly notes: readonly string[]
  readonly input: string | undefined
}
