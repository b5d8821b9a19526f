import { describe, expect, it } from 'vitest'
import type { StreamRecord, StreamViewType } from '../../core/record/stream-record.ts'
import type { InvocationEvent } from '../../engine/ports/function-target.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import type { ProjectTable } from '../project/project-table.ts'
import type { StreamWay } from '../project/project.ts'
import { localDefinition } from './local-definition.ts'
import { asSent, wired } from './stream-way.ts'

const way: StreamWay = {
  type: 'kinesis',
  streamArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/changes',
  precision: 'MILLISECOND',
}

const tableWith = (viewType: StreamViewType | undefined, isOnKinesis = true): ProjectTable => ({
  id: 'Things',
  tableName: 'things',
  file: 'serverless.yml',
  definition: {
    TableName: 'things',
    AttributeDefinitions: [],
    KeySchema: [],
    ...(viewType !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: viewType },
    }),
  },
  timeToLive: undefined,
  ...(isOnKinesis && { kinesis: way }),
})

/** A function that keeps its events, on a stream of both images. */
const ends = (table: ProjectTable) => {
  const events: InvocationEvent[] = []
  const source = scriptedSource(streamArn, { viewType: 'NEW_AND_OLD_IMAGES' })
  source.addShard('shard-1')
  source.put('shard-1', recordOf({ seq: 1, before: { a: '1' }, after: { a: '2' } }))
  const target = {
    functionName: 'f',
    invoke: async (event: InvocationEvent) => {
      events.push(event)
      return Promise.resolve({ type: 'returned', value: undefined } as const)
    },
  }
  return { source, target, table, events }
}

const firstOf = async ({ source }: Pick<ReturnType<typeof wired>, 'source'>) => {
  const { viewType } = await source.shards(undefined)
  const { records } = await source.read(await source.iterator('shard-1', { type: 'TRIM_HORIZON' }))
  const [{ dynamodb = {} } = {}] = records
  const images = (['NewImage', 'OldImage'] as const).filter(name => dynamodb[name] !== undefined)
  return { viewType, said: dynamodb.StreamViewType, images }
}

describe('a table that writes to Kinesis', () => {
  it.each<[StreamViewType, readonly string[]]>([
    ['KEYS_ONLY', []],
    ['NEW_IMAGE', ['NewImage']],
    ['OLD_IMAGE', ['OldImage']],
    ['NEW_AND_OLD_IMAGES', ['NewImage', 'OldImage']],
  ])('has a stream of both images here, and shows others those of its own %s', async (viewType, images) => {
    const table = tableWith(viewType)
    const straight = await firstOf(wired(ends(table), undefined))
    const byKinesis = await firstOf(wired(ends(table), way))

    expect(localDefinition(table).definition.StreamSpecification?.StreamViewType).toBe('NEW_AND_OLD_IMAGES')
    expect(straight).toEqual({ viewType, said: viewType, images })
    expect(byKinesis.images).toEqual(['NewImage', 'OldImage'])
  })

  it('is given a stream where it has none, and left as it is where it writes nowhere else', () => {
    const [none, plain] = [tableWith(undefined), tableWith('KEYS_ONLY', false)].map(localDefinition)

    expect(none?.definition.StreamSpecification?.StreamViewType).toBe('NEW_AND_OLD_IMAGES')
    expect(plain?.definition.StreamSpecification?.StreamViewType).toBe('KEYS_ONLY')
  })
})

describe('records that a function is given beside its mappings', () => {
  it.each<[string, readonly (StreamWay | undefined)[], string, string]>([
    [
      'by Kinesis',
      [undefined, way],
      'arn:aws:dynamodb:eu-west-1:111122223333:table/things/kinesis/changes',
      'aws:kinesis',
    ],
    ['by the stream', [undefined, way], streamArn, 'aws:dynamodb'],
    ['by the stream alone', [undefined], streamArn, 'aws:dynamodb'],
  ])('have the form in which it has others: %s', async (_, ways, arn, eventSource) => {
    const { target, table, events } = ends(tableWith('NEW_IMAGE'))
    const streams = ways.map(each => ({ table: 'Things', way: each }))
    const records: readonly StreamRecord[] = [recordOf({ seq: 1, arn })]
    const sent = asSent({ each: { streams }, target } as never, records, [table])
    await sent.invoke({ Records: records }, 'r')

    expect(events[0]?.Records[0]?.eventSource).toBe(eventSource)
  })
})
