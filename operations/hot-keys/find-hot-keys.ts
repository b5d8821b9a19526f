import { openCloudWatch } from '../../adapters/cloudwatch/open-cloudwatch.ts'
import { openClients } from '../../adapters/dynamodb/open-clients.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { WriteRequest } from '../dashboard/write-guard.ts'
import { showAndAllow, writesStayHere } from '../dashboard/write-guard.ts'
import { newWriteCounter } from './count-writes.ts'
import { hotKeyFaults } from './faults.ts'
import type { HotKeyList } from './hot-key.ts'
import type { InsightsMode, InsightsSpan } from './insights.ts'
import { enableInsights, insightLists, insightsOf } from './insights.ts'
import type { StreamReading } from './stream-records.ts'
import { fileRecords, streamRecords } from './stream-records.ts'

/** Where writes are counted. */
export type WritesPlace =
  { readonly tableName: string } | { readonly streamArn: string } | { readonly files: readonly string[] }

const nameOf = (place: WritesPlace): string =>
  'files' in place ? place.files.join(', ') : 'tableName' in place ? place.tableName : place.streamArn

const recordsOf = async (place: WritesPlace, reading: StreamReading) => {
  if (!('files' in place)) return streamRecords(place, reading)
  const { files } = place
  const records = async function* () {
    for (const file of files) yield* fileRecords(file)
  }
  return { partitionKey: undefined, records: records() }
}

/**
 * The keys that most is written to, from a stream or from captured files.
 *
 * @throws PipelineError `hotkeys.*`, `replay.input-unreadable`
 */
export const hotWrites = async (
  place: WritesPlace,
  partitionKey: string | undefined,
  count: number,
  reading: StreamReading,
): Promise<HotKeyList> => {
  const found = await recordsOf(place, reading)
  const counter = newWriteCounter(partitionKey ?? found.partitionKey)
  for await (const page of found.records) for (const record of page) counter.add(record)
  const list = counter.list(count)
  if (list.total === 0) throw raise(hotKeyFaults, 'hotkeys.no-changes', { place: nameOf(place) })
  return list
}

/**
 * What Contributor Insights say.
 *
 * @throws PipelineError `hotkeys.*`, `cloudwatch.*`
 */
export const hotByInsights = async (
  tableName: string,
  span: InsightsSpan,
  env: StreamReading['env'],
): Promise<readonly HotKeyList[]> => {
  const { table: client, streams } = openClients(env)
  streams.destroy()
  try {
    const insights = await insightsOf(client, tableName)
    const cloudWatch = await openCloudWatch(env, insights.region)
    try {
      return await insightLists(cloudWatch, insights, span)
    } finally {
      cloudWatch.client.destroy()
    }
  } finally {
    client.destroy()
  }
}

/**
 * Turns Contributor Insights on, where that may be written.
 *
 * @throws PipelineError `monitoring.writes-refused`, `hotkeys.table-unreadable`
 */
export const turnInsightsOn = async (
  tableName: string,
  mode: InsightsMode,
  request: WriteRequest,
): Promise<void> => {
  const { table: client, streams } = openClients(request.env)
  streams.destroy()
  try {
    const { region, account } = await insightsOf(client, tableName)
    const asked = { ...request, isLocal: writesStayHere(request.env) }
    showAndAllow(`Contributor Insights, ${mode}`, { account, region, table: tableName }, asked)
    await enableInsights(client, tableName, mode)
  } finally {
    client.destroy()
  }
}
