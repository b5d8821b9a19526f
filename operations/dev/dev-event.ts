import type { EngineEvent } from '../../engine/events.ts'
import type { TableEngineKind } from '../../local-servers/table/engine.ts'

/** What `tailrace dev` tells while it runs: its own steps, and everything on the engines' bus. */
export type DevEvent =
  | { readonly event: 'TableEngine'; readonly kind: TableEngineKind; readonly why: string }
  | { readonly event: 'Fetching'; readonly doneBytes: number; readonly totalBytes: number }
  | {
      readonly event: 'Started'
      readonly endpoint: string
      readonly tableName: string
      readonly runFolder: string
      readonly functions: readonly string[]
    }
  | { readonly event: 'Writing'; readonly done: number; readonly total: number; readonly atMs: number }
  /** A function on the stream of another table, which is not here. */
  | { readonly event: 'LeftOut'; readonly functionName: string; readonly table: string }
  | { readonly event: 'CaughtUp' }
  | { readonly event: 'Reloaded'; readonly functionName: string }
  | { readonly event: 'ReloadFailed'; readonly functionName: string; readonly message: string }
  | EngineEvent
