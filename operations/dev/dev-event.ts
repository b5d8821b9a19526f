import type { EngineEvent } from '../../engine/events.ts'
import type { TableEngineKind } from '../../local-servers/table/engine.ts'

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
  /** A stream of a table that nothing here describes. */
  | { readonly event: 'LeftOut'; readonly functionName: string; readonly table: string }
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
  | EngineEvent
