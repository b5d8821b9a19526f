import type { TableClass } from './prices/table-prices.ts'

/** What DescribeTable and its neighbours say of a table, as far as the bill depends on it. */
export interface TableFacts {
  readonly tableName: string
  readonly region: string
  readonly account: string
  readonly tableClass: TableClass
  readonly isOnDemand: boolean
  readonly createdAtMs: number | undefined
  /** Of the table and all of its indexes, without DynamoDB's own overhead; up to six hours old. */
  readonly storedBytes: number
  /** Of the table and its local indexes: what a backup holds. */
  readonly backedUpBytes: number
  readonly replicaRegions: readonly string[]
  readonly hasStream: boolean
  /** `undefined` where it may not be asked. */
  readonly hasPitr: boolean | undefined
  /** Bytes of backups on demand; `undefined` where they may not be listed. */
  readonly backupBytes: number | undefined
  readonly resources: readonly ResourceFacts[]
}

/** The table itself, or one of its global secondary indexes. */
export interface ResourceFacts {
  readonly indexName: string | undefined
  readonly provisioned: { readonly read: number; readonly write: number } | undefined
  readonly maxOnDemand: { readonly read: number | undefined; readonly write: number | undefined }
}
