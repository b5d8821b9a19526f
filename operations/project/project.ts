import type { EnvironmentParts } from './function-environment.ts'
import type { TableKinesis } from './kinesis-streams.ts'
import type { ProjectTable } from './project-table.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import type { OnFailure } from './on-failure.ts'
import type { FunctionCode } from './runs-in-node.ts'

/** What a project is described by. */
export type ProjectKind = 'serverless' | 'sam' | 'cdk' | 'cloudformation' | 'config'

/** A user's project, as its deploy file describes it: what `dev`, `replay` and the checks work on. */
export interface Project {
  /** As it was given to `readProject`. */
  readonly folder: string
  /** Name of the file that it was read from, as people name it. */
  readonly file: string
  /** What the deploy file is. */
  readonly kind: ProjectKind
  /** Those on streams of tables; others are left out. */
  readonly functions: readonly ProjectFunction[]
  /** All that are known: those of the deploy file, of the configuration, or of a fragment made for this machine. */
  readonly tables: readonly ProjectTable[]
  /** Module that exports `input`, or JSON file of items, if the project names one. */
  readonly inputFile: string | undefined
  /** Absolute paths of the files that it was read from: when one of them changes, it is to be read anew. */
  readonly sources: readonly string[]
  /** What only the cloud would say, and what stands in its place, each once. */
  readonly placeholders: readonly Placeholder[]
  /** Lines for a person: which of several files was taken, what is left out. */
  readonly notes: readonly string[]
  /** Command that writes the deploy file anew, if there is one. */
  readonly synth: string | undefined
}

/** Something that only the cloud would say. */
export interface Placeholder {
  /** As a person would look for it in the deploy file. */
  readonly reference: string
  /** What is given in its place: the same in each run. */
  readonly standIn: string
  /** `FUNCTION: VARIABLE` */
  readonly usedBy: readonly string[]
}

/** A function on streams, its file found. */
export interface ProjectFunction extends EnvironmentParts, FunctionCode {
  /** Its name in the deploy file. */
  readonly functionName: string
  /** The name under which it is deployed. */
  readonly deployedName: string
  /** As the deploy file says it, or the deploy tool's own choice; empty where nobody says. */
  readonly runtime: string
  /** Absolute: where the path of the handler is looked up. */
  readonly codeFolder: string
  /** As it is written. */
  readonly handler: string
  /** The handler that is deployed, where it is a package's or a layer's that calls this one. */
  readonly wrapper?: string
  /** Absolute. Of a runtime that is not Node's, what its handler names, which nobody has looked for. */
  readonly file: string
  /** Empty where the runtime is not Node's. */
  readonly exportName: string
  /** Milliseconds that one invocation may take. */
  readonly timeoutMs: number
  /** Megabytes of memory. */
  readonly memorySizeMb: number
  /** One at least. */
  readonly streams: readonly ProjectStream[]
  /** Where its streams are, as far as their ARNs say so. */
  readonly regions: readonly string[]
}

/** One stream of a function: an event source mapping. */
export interface ProjectStream {
  /** Id of the table among the project's; nothing where no such table is known. */
  readonly table: string | undefined
  /** What the stream is called in the deploy file, for a person. */
  readonly named: string
  /** Of the event source mapping, in AWS’s words. */
  readonly settings: MappingSettings
  /** What is told of a batch that Lambda gives up. */
  readonly onFailure: OnFailure
  /** How the table's changes come, where that is not by a mapping of its stream. */
  readonly way?: StreamWay | undefined
}

/** By a pipe of EventBridge on its stream. */
export interface PipeWay {
  /** Tells it from a Kinesis stream. */
  readonly type: 'pipe'
  /** As the deploy file calls it. */
  readonly pipe: string
}

/** By a Kinesis stream that the table writes to, or by a pipe. */
export type StreamWay = (TableKinesis & { readonly type: 'kinesis' }) | PipeWay
