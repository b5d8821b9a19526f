import type { EngineEvent } from '../../engine/events.ts'
import type { TableEngineKind } from '../../local-servers/table/engine.ts'
import type { Project } from '../project/project.ts'

/** What `tailrace dev` tells while it runs: its own steps, and everything on the engines' bus. */
export type DevEvent =
  | { readonly event: 'TableEngine'; readonly kind: TableEngineKind; readonly why: string }
  | { readonly event: 'Fetching'; readonly doneBytes: number; readonly totalBytes: number }
  | {
      readonly event: 'Started'
      /** Of the tables, for every program of this machine. */
      readonly endpoint: string
      readonly tables: readonly string[]
      readonly runFolder: string
      readonly functions: readonly string[]
      /** File of variables with which a program reaches the tables. */
      readonly envFile: string
    }
  | { readonly event: 'Writing'; readonly done: number; readonly total: number; readonly atMs: number }
  /** The input is not written into tables that were there before. */
  | { readonly event: 'InputLeftOut'; readonly tables: readonly string[] }
  /** Before anything is started: what was read, and what stands in for what only the cloud would say. */
  | ({ readonly event: 'ProjectRead' } & Pick<Project, 'file' | 'kind' | 'notes' | 'placeholders'>)
  /** A stream of a table that nothing here describes. */
  | { readonly event: 'LeftOut'; readonly functionName: string; readonly table: string }
  | { readonly event: 'CaughtUp' }
  | { readonly event: 'Paused' }
  | { readonly event: 'Resumed' }
  | { readonly event: 'Reloaded'; readonly functionName: string }
  | { readonly event: 'ReloadFailed'; readonly functionName: string; readonly message: string }
  /** A listener of the bus threw, and hears nothing more. */
  | { readonly event: 'ListenerFailed'; readonly message: string }
  | EngineEvent
