import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { readEvents } from '../../operations/replay/read-events.ts'
import { shopLife } from '../../scripts/fixtures/shop-life.ts'
import { changesIn } from '../support/changes-in.ts'
import type { WithTable } from '../support/with-table.ts'
import { reasonToSkip, withTable } from '../support/with-table.ts'

const file = 'test/fixtures/shop-life.dynoxide.ndjson'
const minute = 60_000

const withoutTimes = (image: Image | undefined): Image | undefined => {
  if (image === undefined) return undefined
  const { createdAt, updatedAt, ...rest } = image
  return rest
}

const written = (records: readonly StreamRecord[]): readonly unknown[] =>
  records.map(({ eventName, dynamodb = {} }) => ({
    eventName,
    keys: dynamodb.Keys,
    before: withoutTimes(dynamodb.OldImage),
    after: withoutTimes(dynamodb.NewImage),
  }))

describe('the life of a shop', () => {
  let running: WithTable | undefined
  beforeAll(async () => {
    if ((await reasonToSkip('dynoxide')) === undefined) running = await withTable('dynoxide')
  }, minute)
  afterAll(async () => running?.engine.stop())

  it('is to the model what was captured of it, each item with its keys and types', async context => {
    if (running === undefined) {
      context.skip('dynoxide does not run here')
      return
    }
    const { clients, table } = running
    let now = Date.UTC(2026, 0, 1)
    const clock = {
      now: () => (now += 1),
      wait: async (ms: number) => {
        now += ms
      },
    }

    await shopLife(clients.table, table.tableName, clock)

    const { streamArn } = table
    const source = dynamoDbStreamSource({ client: clients.streams, streamArn, dialect: 'dynoxide' })
    const captured = readEvents(readFileSync(file, 'utf8'), file).flat()
    expect(written(await changesIn(source))).toEqual(written(captured))
  })
})
