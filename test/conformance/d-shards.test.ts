import { describe, expect, it } from 'vitest'
import { localMapping, recordsTo } from '../support/local-mapping.ts'

const newArn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/things/stream/2026-02-02T00:00:00.000'

describe('a stream that is disabled', () => {
  it('case 42: is drained, and the one that replaces it is told', async () => {
    const local = localMapping({ settings: { BatchSize: 1 } })
    local.source.put('shard-1', ...recordsTo(3))
    await local.mapping.start()

    local.source.close('shard-1')
    local.source.setStatus('DISABLED', newArn)
    await local.clock.until(local.mapping.whenCaughtUp())
    await local.clock.pass(10_000)

    expect(local.invocations).toEqual([[1], [2], [3]])
    expect(local.events.filter(({ event }) => event === 'StreamDisabled')).toMatchObject([
      { successorArn: newArn },
    ])
  })
})
