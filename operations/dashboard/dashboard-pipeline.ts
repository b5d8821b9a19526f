/** The functions on a table's stream. */
export interface DashboardPipeline {
  readonly name: string
  readonly region: string
  readonly functions: readonly {
    readonly functionName: string
    /** Of its event source mapping; without it no events are counted. */
    readonly mappingId: string | undefined
    /** In MiB; without it nothing is said of cost. */
    readonly memoryMb?: number
    /** @defaultValue 'x86_64' */
    readonly architecture?: 'arm64' | 'x86_64'
  }[]
  /** Of the metrics that the functions give of their processors. @defaultValue 'Tailrace' */
  readonly namespace?: string
}
