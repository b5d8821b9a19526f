import type { Kind } from '../../core/record/stream-record.ts'
import type { EngineEvent } from '../../engine/events.ts'
import type { AnsweredRecord } from '../../engine/machine/answered.ts'
import type { DeploymentFinding } from '../checks/finding.ts'
import type { TableEngineKind } from '../../local-servers/table/engine.ts'
import type { Project } from '../project/project.ts'
import type { Warned } from './warnings/warnings.ts'

/** What became of a change in a function that exports no pipeline, by what it answered. */
export interface FunctionAnswered {
  readonly event: 'Answered'
  readonly functionName: string
  /** Epoch milliseconds. */
  readonly atMs: number
  readonly eventName: Kind
  /** Canonical key of the item. */
  readonly key: string
  readonly streamArn: string
  readonly sequenceNumber: string
  readonly became: AnsweredRecord['became']
}

/** What `tailrace dev` tells while it runs: its own steps, and everything on the engines' bus. */
export type DevEvent =
  /** The run goes on with what is kept there; a table engine that a killed run had left was stopped. */
  | { readonly event: 'Kept'; readonly folder: string; readonly leftBehind: number | undefined }
  | { readonly event: 'TableEngine'; readonly kind: TableEngineKind; readonly why: string }
  | { readonly event: 'Fetching'; readonly doneBytes: number; readonly totalBytes: number }
  | {
      readonly event: 'Started'
      /** Of the tables, for every program of this machine. */
      readonly endpoint: string
      readonly tables: readonly string[]
      readonly runFolder: string
      readonly functions: readonly string[]
      /** Which function reads which stream. */
      readonly mappings: readonly {
        readonly mapping: string
        readonly functionName: string
        readonly streamArn: string
      }[]
      /** Where the effects go. */
      readonly sinks: Readonly<Record<string, string>>
      /** File of variables with which a program reaches the tables. */
      readonly envFile: string
    }
  /** Something that would go wrong where it is deployed. */
  | ({ readonly event: 'Finding' } & DeploymentFinding)
  /** What is otherwise here than where it is deployed. */
  | { readonly event: 'DiffersHere'; readonly functionName: string; readonly message: string }
  | { readonly event: 'Writing'; readonly done: number; readonly total: number; readonly atMs: number }
  /** The input is not written into tables that were there before. */
  | { readonly event: 'InputLeftOut'; readonly tables: readonly string[] }
  /** An earlier run was ended in the midst of the input, which is gone on with. */
  | { readonly event: 'InputGoesOn' }
  /** Before anything is started: what was read, and what stands in for what only the cloud would say. */
  | ({ readonly event: 'ProjectRead' } & Pick<Project, 'file' | 'kind' | 'notes' | 'placeholders'>)
  /** A stream of a table that nothing here describes. */
  | { readonly event: 'LeftOut'; readonly functionName: string; readonly table: string }
  /** Functions have this account of AWS, because that was allowed. */
  | { readonly event: 'AccountAllowed'; readonly account: string; readonly region: string }
  /** A function wanted to reach a service of AWS, and was refused. */
  | {
      readonly event: 'Refused'
      readonly service: string
      readonly operation: string
      readonly setting: string
    }
  /** The command that writes the deploy file anew runs. */
  | { readonly event: 'Synthesizing'; readonly command: string }
  | { readonly event: 'CaughtUp' }
  | { readonly event: 'Paused' }
  | { readonly event: 'Resumed' }
  | { readonly event: 'Reloaded'; readonly functionName: string }
  | { readonly event: 'ReloadFailed'; readonly functionName: string; readonly message: string }
  /** From now on changes of files are seen. */
  | { readonly event: 'Watching' }
  /** Some changes of files were not seen, or not taken up. */
  | { readonly event: 'WatchFailed'; readonly message: string }
  /** The deploy file says something else than this run was started with. */
  | { readonly event: 'SettingsChanged'; readonly file: string; readonly changed: readonly string[] }
  | { readonly event: 'SettingsUnreadable'; readonly file: string; readonly message: string }
  /** A debugger reaches a function at this port of 127.0.0.1. */
  | { readonly event: 'Inspecting'; readonly functionName: string; readonly port: number }
  /** A listener of the bus threw, and hears nothing more. */
  | { readonly event: 'ListenerFailed'; readonly message: string }
  | FunctionAnswered
  | Warned
  /** A function of a compiled language is built before it is started. */
  | { readonly event: 'Building'; readonly functionName: string; readonly line: string }
  /** It exports no pipeline, so nothing says what its effects have to be. */
  | { readonly event: 'NotVerified'; readonly functionName: string }
  | EngineEvent
