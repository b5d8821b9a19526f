/** What `tailrace dev` can run its table on. */
export type TableEngineKind = 'dynamodb-local' | 'dynoxide' | 'endpoint'

/** A table engine that answers. */
export interface TableEngine {
  readonly kind: TableEngineKind
  readonly endpoint: string
  /** Resolves when the engine is no more, with how it ended. One that runs anyway is nobody's to watch here. */
  readonly ended?: Promise<string>
  /** Ends the process if it was started here, and waits until it is gone. */
  readonly stop: () => Promise<void>
}
