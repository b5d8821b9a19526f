import { describe, expect, it } from 'vitest'
import { localMapping, recordsTo } from '../support/local-mapping.ts'

const day = 86_400

describe('unlimited retries', () => {
  it('case 58: block the shard until the record leaves the stream, then it goes on', async () => {
    const local = localMapping({
      settings: { BatchSize: 1 },
      handler: ([first]) => {
        if (first === 1) throw new TypeError('no')
      },
    })
    local.source.put('shard-1', ...recordsTo(2))
    await local.mapping.start()

    await local.clock.pass((day - 60) * 1000)
    const blocked = new Set(local.invocations.flat())
    await local.clock.pass(300_000)

    expect(blocked).toEqual(new Set([1]))
    expect(local.invocations.at(-1)).toEqual([2])
    expect(local.onFailure.documents()).toMatchObject([
      { requestContext: { condition: 'RecordAgeExceeded' }, DDBStreamBatchInfo: { batchSize: 1 } },
    ])
  })
})
