import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { scanTable } from '../../adapters/dynamodb/table-admin.ts'
import { systemClock } from '../../core/clock.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { pipeline as projections } from '../../functions/projections.ts'
import { pipeline as reactions } from '../../functions/reactions.ts'
import { input } from '../../model/northwind/input.ts'
import type { Verdict } from '../../operations/verify/verify.ts'
import { verify } from '../../operations/verify/verify.ts'
import { eventually } from './eventually.ts'
import type { Stage } from './stage.ts'
import { awsEnv, deployStage, removeStage } from './stage.ts'
import { changesOf } from './table-changes.ts'

const localstack = inject('localstack')
const reason = 'missing' in localstack ? localstack.missing : undefined

describe.skipIf(reason !== undefined)(`the shop, deployed${reason === undefined ? '' : `: ${reason}`}`, () => {
  let stage: Stage
  let changes: readonly StreamRecord[]
  const searchUrl = 'sqlite:/tmp/try-search.db'

  beforeAll(async () => {
    if ('endpoint' in localstack) Object.assign(process.env, awsEnv(localstack.endpoint))
    stage = await deployStage('shop', {
      onRemove: 'Delete',
      deletionProtection: 'false',
      search: 'false',
      searchUrl,
      cache: 'false',
      cacheUrl: 'memory:',
      network: 'false',
    })
    console.time('input')
    console.log(await input({ client: new DynamoDBClient(), tableName: 'tailrace-shop', seed: 1, clock: systemClock }))
    console.timeEnd('input')
  })

  it('index and audit hold what the table says', async () => {
    changes = await changesOf('tailrace-shop')
    const env = { SEARCH_URL: searchUrl, AUDIT_URL: `s3://${stage.outputs['AuditBucket'] ?? ''}/` }
    const processors = [...projections(env).processors, ...reactions(env).processors]
    const table = { tableName: 'tailrace-shop', keyNames: ['PK', 'SK'], streamArn: '' }
    const look = async (): Promise<Verdict> => {
      changes = await changesOf('tailrace-shop')
      const v = await verify({ processors, scan: () => scanTable(new DynamoDBClient(), table), received: () => changes })
      console.log(changes.length, v)
      return v
    }
    expect(await eventually(look, v => v.missing+v.stale+v.ghosts === 0, { seconds: 150 })).toEqual({ missing: 0, stale: 0, ghosts: 0 })
  })

  it('goes without a trace', async () => {
    console.log(await removeStage('shop'))
  })
})
