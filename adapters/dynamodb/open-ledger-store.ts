import { systemClock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { ClaimStore } from '../../core/ledger/claim-store.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import { configFaults } from '../open/faults.ts'
import type { VersionCounters } from '../../core/version/version-counters.ts'
import { dynamoDbClaimStore } from './dynamodb-claim-store.ts'
import { dynamoDbLedgerStore } from './dynamodb-ledger-store.ts'
import { dynamoDbVersionCounters } from './dynamodb-version-counters.ts'
import type { AskTable } from './ask-table.ts'
import { openAskTable } from './open-ask-table.ts'

const tableUrl = /^\/\/([A-Za-z0-9_.-]{3,255})\/?$/

/** The way to the table that a place names. @throws PipelineError `aws.url-invalid` */
const tableAt = async (place: string): Promise<{ readonly ask: AskTable; readonly tableName: string }> => {
  const [, table] = tableUrl.exec(place) ?? []
  if (table === undefined)
    throw raise(configFaults, 'aws.url-invalid', { url: `dynamodb:${place}`, expected: 'dynamodb://TABLE' })
  // The ledger is asked before anything runs and told before the response goes, so it may not take long.
  return { ask: await openAskTable({ maxAttempts: 3, requestTimeout: 3_000 }), tableName: table }
}

/**
 * The ledger in the table of `dynamodb://TABLE`.
 * @param place the URL without `dynamodb:`
 * @throws PipelineError `aws.url-invalid`
 */
export const openLedgerStore = async (place: string): Promise<LedgerStore> =>
  dynamoDbLedgerStore({ ...(await tableAt(place)), clock: systemClock })

/**
 * Counters of versions in the table of `dynamodb://TABLE`, which may be the ledger's.
 * @param place the URL without `dynamodb:`
 * @throws PipelineError `aws.url-invalid`
 */
export const openVersionCounters = async (place: string): Promise<VersionCounters> =>
  dynamoDbVersionCounters(await tableAt(place))

/**
 * Claims in the same table.
 * @param place the URL without `dynamodb:`
 * @throws PipelineError `aws.url-invalid`
 */
export const openClaimStore = async (place: string): Promise<ClaimStore> =>
  dynamoDbClaimStore(await tableAt(place))
