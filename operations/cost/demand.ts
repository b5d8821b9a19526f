/** What of a table or index is read and written, minute by minute, in units. */
export interface UnitDemand {
  /** From one minute on, without gaps: a minute without a data point holds 0. */
  readonly read: Float64Array
  readonly write: Float64Array
}

/** Demand of a table or of one of its global secondary indexes. */
export interface ResourceDemand {
  /** `undefined` for the table itself, which its local indexes share. */
  readonly indexName: string | undefined
  readonly demand: UnitDemand
  /** Units a second that the resource has now, where it is provisioned. */
  readonly provisioned: { readonly read: number; readonly write: number } | undefined
  /** The most units a second on demand, where such a limit is set. */
  readonly maxOnDemand: { readonly read: number | undefined; readonly write: number | undefined }
  /** Minutes in which something was throttled, and what their demand was at least. */
  readonly throttled: { readonly minutes: number; readonly atLeastUnits: number }
  /** Minutes without any data point. */
  readonly minutesWithoutData: number
}

/** What was asked of all of a table over a stretch of time. */
export interface TableDemand {
  readonly startMs: number
  readonly minutes: number
  /** From this minute on there is a data point for each; before it one for five, spread evenly. */
  readonly exactFromMinute: number
  readonly resources: readonly ResourceDemand[]
}
