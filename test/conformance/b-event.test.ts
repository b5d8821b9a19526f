import type { _Record, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { describe, expect, it } from 'vitest'
import { lambdaRecord } from '../../adapters/dynamodb/lambda-record.ts'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { FunctionTarget, InvocationEvent } from '../../engine/ports/function-target.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { localMapping } from '../support/local-mapping.ts'
import { recordOf, streamArn } from '../support/records.ts'

const recorder = (): { readonly target: FunctionTarget; readonly events: InvocationEvent[] } => {
  const events: InvocationEvent[] = []
  const target: FunctionTarget = {
    functionName: 'recorder',
    invoke: async event => {
      events.push(event)
      return Promise.resolve({ type: 'returned', value: undefined })
    },
  }
  return { target, events }
}

/** What the Streams API answers, delivered by a mapping. */
const delivered = async (...records: readonly StreamRecord[]): Promise<readonly StreamRecord[]> => {
  const { target, events } = recorder()
  const local = localMapping({ target })
  local.source.put('shard-1', ...records)
  await local.drain()
  return events.flatMap(({ Records }) => Records)
}

const fromApi = (more: Partial<_Record>, dynamodb: NonNullable<_Record['dynamodb']>): _Record => ({
  eventID: '4a5b6c7d8e9f00112233445566778899',
  eventName: 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'eu-central-1',
  ...more,
  dynamodb: {
    ApproximateCreationDateTime: new Date('2026-01-01T00:00:00.700Z'),
    SequenceNumber: '000000000000000000001',
    ...dynamodb,
  },
})

describe('the event', () => {
  it('case 18: holds a record in the shape that AWS gives it, key by key in its order', async () => {
    const Keys = { id: { S: 'a' } }
    const record = fromApi(
      {},
      {
        Keys,
        NewImage: { ...Keys, data: { B: Buffer.from('foobar') } },
        SizeBytes: 20,
        StreamViewType: 'NEW_IMAGE',
      },
    )

    const [found] = await delivered(lambdaRecord(record, streamArn))

    expect(JSON.stringify(found)).toBe(
      JSON.stringify({
        eventID: '4a5b6c7d8e9f00112233445566778899',
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'eu-central-1',
        dynamodb: {
          ApproximateCreationDateTime: 1_767_225_600,
          Keys,
          NewImage: { id: { S: 'a' }, data: { B: 'Zm9vYmFy' } },
          SequenceNumber: '000000000000000000001',
          SizeBytes: 20,
          StreamViewType: 'NEW_IMAGE',
        },
        eventSourceARN: streamArn,
      }),
    )
  })

  it.each<[string, NonNullable<StreamRecord['dynamodb']>, number]>([
    ['keys and one image', { Keys: { id: { S: 'abc' } }, NewImage: { id: { S: 'abc' } } }, 10],
    [
      'both images',
      {
        Keys: { id: { S: 'a' } },
        NewImage: { id: { S: 'a' }, n: { N: '101' } },
        OldImage: { id: { S: 'a' } },
      },
      13,
    ],
    ['binary by its raw length', { Keys: {}, NewImage: { b: { B: 'Zm9vYmFy' } } }, 7],
    ['a number by its digits', { Keys: {}, NewImage: { n: { N: '-12300.5' } } }, 6],
    ['zeros at the ends for nothing', { Keys: {}, NewImage: { n: { N: '1200000' } } }, 3],
    [
      'true, null and an umlaut',
      { Keys: {}, NewImage: { t: { BOOL: true }, z: { NULL: true }, ü: { S: 'ü' } } },
      8,
    ],
    ['sets', { Keys: {}, NewImage: { s: { SS: ['a', 'bc'] }, n: { NS: ['1', '22'] } } }, 9],
    ['a list of a map', { Keys: {}, NewImage: { l: { L: [{ M: { a: { S: 'x' } } }] } } }, 11],
  ])('case 19: counts %s into SizeBytes', async (_, dynamodb, size) => {
    const [found] = await delivered({
      ...recordOf({ seq: 1 }),
      dynamodb: { SequenceNumber: '1', ...dynamodb },
    })

    expect(found?.dynamodb?.SizeBytes).toBe(size)
  })

  it('case 20: has both images of an item that was modified', async () => {
    const Keys = { id: { S: 'a' } }
    const record = fromApi(
      { eventName: 'MODIFY' },
      {
        Keys,
        NewImage: { ...Keys, n: { N: '2' } },
        OldImage: { ...Keys, n: { N: '1' } },
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    )

    const [found] = await delivered(lambdaRecord(record, streamArn))

    expect(found).toMatchObject({
      eventName: 'MODIFY',
      dynamodb: { Keys, NewImage: { n: { N: '2' } }, OldImage: { n: { N: '1' } } },
    })
  })

  it('case 21: never delivers a write that changed nothing, even if a table engine records it', async () => {
    const image = { id: { S: 'a' }, n: { N: '1' } }
    const Records = [
      fromApi({}, { NewImage: image, SequenceNumber: '1' }),
      fromApi({ eventName: 'MODIFY' }, { NewImage: image, OldImage: image, SequenceNumber: '2' }),
      fromApi(
        { eventName: 'MODIFY' },
        { NewImage: { ...image, n: { N: '2' } }, OldImage: image, SequenceNumber: '3' },
      ),
    ]
    const answers: Readonly<Record<string, object>> = {
      DescribeStreamCommand: { StreamDescription: { Shards: [{ ShardId: 'shard-1' }] } },
      GetShardIteratorCommand: { ShardIterator: 'iterator' },
      GetRecordsCommand: { Records },
    }
    const client = {
      send: async (command: object) => Promise.resolve(answers[command.constructor.name]),
    } as unknown as DynamoDBStreamsClient
    const { target, events } = recorder()
    const source = {
      ...scriptedSource(streamArn),
      ...dynamoDbStreamSource({ client, streamArn, dialect: 'dynoxide' }),
    }
    const local = localMapping({ source, target })

    await local.drain()

    const found = events.flatMap(event =>
      event.Records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber)),
    )
    expect(found).toEqual([1, 3])
  })

  it('case 22: tells by whom an expired item was removed', async () => {
    const record = fromApi(
      { eventName: 'REMOVE', userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' } },
      { Keys: { id: { S: 'a' } }, OldImage: { id: { S: 'a' } } },
    )

    const [found] = await delivered(lambdaRecord(record, streamArn))

    expect(found).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    })
  })

  it('case 23: holds records of one shard, in ascending order', async () => {
    const source = scriptedSource(streamArn)
    for (const shard of [0, 1, 2]) {
      source.addShard(`shard-${shard}`)
      source.put(
        `shard-${shard}`,
        ...Array.from({ length: 20 }, (_, index) =>
          recordOf({ seq: index * 3 + shard + 1, key: `k${index}` }),
        ),
      )
    }
    const local = localMapping({ source, settings: { BatchSize: 7 } })

    await local.drain()

    expect(local.invocations.flat()).toHaveLength(60)
    for (const batch of local.invocations) {
      expect(new Set(batch.map(seq => (seq - 1) % 3)).size).toBe(1)
      expect(batch).toEqual(batch.toSorted((a, b) => a - b))
    }
  })
})
