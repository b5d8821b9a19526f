import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { systemClock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { ClaimStore } from '../../core/ledger/claim-store.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import { clientSettings } from '../aws/client-settings.ts'
import { configFaults } from '../open/faults.ts'
import type { VersionCounters } from '../../core/version/version-counters.ts'
import { dynamoDbClaimStore } from './dynamodb-claim-store.ts'
import { dynamoDbLedgerStore } from './dynamodb-ledger-store.ts'
import { dynamoDbVersionCounters } from './dynamodb-version-counters.ts'

const tableUrl = /^\/\/([A-Za-z0-9_.-]{3,255})\/?$/

/** A client, and the table that a place names. @throws PipelineError `aws.url-invalid` */
const tableAt = (place: string): { readonly client: DynamoDBClient; readonly tableName: string } => {
  const [, table] = tableUrl.exec(place) ?? []
  if (table === undefined)
    throw raise(configFaults, 'aws.url-invalid', { url: `dynamodb:${place}`, expected: 'dynamodb://TABLE' })
  // The ledger is asked before anything runs and told before the response goes, so it may not take long.
  const settings = { ...clientSettings(), maxAttempts: 3 }
  const requestHandler = { ...settings.requestHandler, requestTimeout: 3_000 }
  return { client: new DynamoDBClient({ ...settings, requestHandler }), tableName: table }
}

/**
 * The ledger in the table of `dynamodb://TABLE`.
 * @param place the URL without `dynamodb:`
 * @throws PipelineError `aws.url-invalid`
 */
export const openLedgerStore = (place: string): LedgerStore =>
  dynamoDbLedgerStore({ ...tableAt(place), clock: systemClock })

/**
 * Counters of versions in the table of `dynamodb://TABLE`, which may be the ledger's.
 * @param place the URL without `dynamodb:`
 * @throws PipelineError `aws.url-invalid`
 */
export const openVersionCounters = (place: string): VersionCounters => dynamoDbVersionCounters(tableAt(place))

/**
 * Claims in the same table.
 * @param place the URL without `dynamodb:`
 * @throws PipelineError `aws.url-invalid`
 */
export const openClaimStore = (place: string): ClaimStore => dynamoDbClaimStore(tableAt(place))
