import type { EnvironmentParts } from './function-environment.ts'
import type { ProjectTable } from './project-table.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import type { FunctionCode } from './runs-in-node.ts'

/** A user's project, as its deploy file describes it: what `dev`, `replay` and the checks work on. */
export interface Project {
  readonly folder: string
  /** Name of the file that it was read from, as people name it. */
  readonly file: string
  readonly functions: readonly ProjectFunction[]
  /** All that are known: those of the deploy file, or of the fragment that is made for this machine. */
  readonly tables: readonly ProjectTable[]
  /** Module that exports `input`, if the project names one. */
  readonly inputFile: string | undefined
}

/** A function on streams, its file found. */
export interface ProjectFunction extends EnvironmentParts, FunctionCode {
  readonly functionName: string
  /** The name under which it is deployed. */
  readonly deployedName: string
  readonly file: string
  readonly exportName: string
  readonly timeoutMs: number
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
  readonly settings: MappingSettings
}
