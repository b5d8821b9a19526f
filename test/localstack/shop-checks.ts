import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { scanTable } from '../../adapters/dynamodb/table-admin.ts'
import { auditSink } from '../../adapters/open/audit-sink.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { pipeline as projections } from '../../functions/projections.ts'
import { pipeline as reactions } from '../../functions/reactions.ts'
import type { VerifyResult } from '../../operations/verify/verify.ts'
import { verify } from '../../operations/verify/verify.ts'
import type { LocalStackTarget } from './global-setup.ts'
import type { DeployedStage } from './stage.ts'
import { changesOf } from './table-changes.ts'

export const nothing: VerifyResult = { missing: 0, stale: 0, ghosts: 0 }

const text = (item: Image | undefined, name: string): string => {
  const value = item?.[name]
  return value !== undefined && 'S' in value ? value.S : ''
}

/** What `verify` finds in a deployed stage, for all processors or some, and of which kinds the audited changes are. */
export const differences = async (
  { name, outputs }: DeployedStage,
  { searchUrl }: LocalStackTarget,
  names?: readonly string[],
): Promise<{ readonly verdict: VerifyResult; readonly kinds: readonly string[] }> => {
  const env = { SEARCH_URL: searchUrl, AUDIT_URL: `s3://${outputs['AuditBucket'] ?? ''}/` }
  const table = { tableName: `tailrace-${name}`, keyNames: ['PK', 'SK'], streamArn: '' }
  const changes = await changesOf(table.tableName)
  const processors = [...projections(env).processors, ...reactions(env).processors]
  const verdict = await verify({
    processors: processors.filter(each => names?.includes(each.name) ?? true),
    scan: () => scanTable(new DynamoDBClient(), table),
    received: () => changes,
  })
  const kinds = new Set<string>()
  for await (const { what } of auditSink(env.AUDIT_URL).entries()) kinds.add(what.eventName)
  return { verdict, kinds: [...kinds].toSorted() }
}

/** Orders whose user is gone and lines whose order is gone: what clean-up should have deleted. */
export const leftBehind = (items: readonly Image[]): readonly string[] => {
  const idsOf = (type: string, id: string): ReadonlySet<string> =>
    new Set(items.filter(item => text(item, 'type') === type).map(item => text(item, id)))
  const users = idsOf('USER', 'userId')
  const orders = idsOf('ORDER', 'orderId')
  return items
    .filter(
      item =>
        (text(item, 'type') === 'ORDER' && !users.has(text(item, 'userId'))) ||
        (text(item, 'type') === 'ORDER_ITEM' && !orders.has(text(item, 'orderId'))),
    )
    .map(item => `${text(item, 'PK')} ${text(item, 'SK')}`)
}

/** The subjects of the notifications that these changes are worth. */
export const ordersToTell = (changes: readonly StreamRecord[]): readonly string[] =>
  changes.flatMap(({ eventName, dynamodb }) => {
    const { NewImage: after, OldImage: before } = dynamodb ?? {}
    const isNews = eventName === 'INSERT' || text(before, 'status') !== text(after, 'status')
    if (eventName === 'REMOVE' || text(after, 'type') !== 'ORDER' || !isNews) return []
    return [`Order ${text(after, 'orderId')} is ${text(after, 'status')}`]
  })
