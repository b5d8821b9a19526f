/** A right of the role: action and resource, `*` at the end of either for anything. */
export type StubRight = readonly [action: string, resource: string]

/** What the account holds. */
export interface StubAccount {
  table: Record<string, unknown> & { TableName: string; TableArn: string }
  pitr: boolean
  ttl: string | undefined
  tags: number
  limits: Record<string, number>
  scaled: string[]
  items: Record<string, unknown>[]
  mappings: (Record<string, unknown> & { FunctionArn: string; EventSourceArn: string })[]
  functions: Record<string, Record<string, unknown>>
  pipes: { Name: string; Source: string; DesiredState: 'RUNNING' | 'STOPPED' }[]
  rights: StubRight[]
  alarms: Record<string, unknown>[]
  /** Tags by ARN. */
  alarmTags: Record<string, readonly { readonly Key: string; readonly Value: string }[]>
  /** Sums by metric and the values of its dimensions: `WriteThrottleEvents shop GSI1`. */
  metrics: Record<string, number>
  /** How far CloudWatch has come with each series. @defaultValue Complete */
  metricStatus?: 'Complete' | 'InternalError' | 'Forbidden' | 'PartialData'
  /** Metrics that others than AWS have given. */
  customMetrics?: readonly {
    readonly Namespace: string
    readonly MetricName: string
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[]
  }[]
  /** Route tables and endpoints, as EC2 writes them. */
  network?: { readonly tables: readonly string[]; readonly endpoints: readonly string[] }
  /** Operations that are refused, and with which error. */
  refused: Record<string, { readonly status: number; readonly type: string; readonly message: string }>
  /** Read units of all scans. */
  spentUnits: number
  /** What is added to the Date of each answer. */
  dateShiftMs: number
}
