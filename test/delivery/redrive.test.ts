import { describe, expect, it } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { recordFaults } from '../../core/errors/record-faults.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { when } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { failureDocumentOf } from '../../testing/contracts/failure-destination.ts'
import { offloaded } from '../support/packed-records.ts'
import { recording } from '../support/pipeline.ts'
import { recordOf, seqOf } from '../support/records.ts'
import { newWorld } from '../support/redrive-world.ts'

const poison = (name: string) =>
  recording(name, () => {
    throw raise(sinkFaults, 'sink.rejected', { sink: 'test', id: '1', reason: 'no' })
  })

const three = ['a', 'b', 'c'].map((key, index) => recordOf({ seq: index + 1, key }))

describe('a redrive', () => {
  it('L4: delivers a parked change although the ledger calls it done', async () => {
    const world = newWorld()
    await world.functionOf([poison('all').processor]).invoke([recordOf({ seq: 1 })])
    const mended = recording('all')

    const summary = await world.redrive([mended.processor])

    expect(mended.seen).toEqual([1])
    expect(summary).toMatchObject({ received: 1, applied: 1, redriven: 1, objectsFailed: 0 })
    expect(world.waiting()).toEqual([])
  })

  it('L4: delivers it also when its neighbours kept the batch, and the fact, in the ledger', async () => {
    const world = newWorld()
    const failing = recording('all', seq => {
      if (seq === 1) throw raise(sinkFaults, 'sink.rejected', { sink: 'test', id: '1', reason: 'no' })
      if (seq === 2) throw new Error('down')
    })
    expect(await world.functionOf([failing.processor]).invoke(three)).toEqual([2])
    world.discard(three.slice(1))
    const mended = recording('all')

    await world.redrive([mended.processor])

    expect(mended.seen).toEqual([1, 2])
    expect(world.waiting()).toEqual([])
  })

  it('L14: repeats nothing of a discarded batch that had succeeded', async () => {
    const world = newWorld()
    const good = recording('good')
    const bad = recording('bad', seq => {
      if (seq !== 2) throw new Error('down')
    })
    expect(await world.functionOf([good.processor, bad.processor]).invoke(three)).toEqual([1, 3])
    world.discard(three)
    const mended = [recording('good'), recording('bad')] as const

    const summary = await world.redrive(mended.map(({ processor }) => processor))

    expect(mended.map(({ seen }) => seen)).toEqual([[], [1, 3]])
    expect(summary).toMatchObject({ received: 3, applied: 2, unchanged: 1, redriven: 1 })
  })

  it('L14: delivers all of a batch of which the ledger knows nothing', async () => {
    const world = newWorld()
    world.discard(three)
    const all = recording('all')

    await world.redrive([all.processor])

    expect(all.seen).toEqual([1, 2, 3])
  })

  it('leaves a change that lies parked to its own object', async () => {
    const world = newWorld()
    const all = recording('all', seq => {
      if (seq === 1) throw raise(sinkFaults, 'sink.rejected', { sink: 'test', id: '1', reason: 'no' })
      throw new Error('down')
    })
    await world.functionOf([all.processor]).invoke(three)
    world.discard(three)
    const parked = [...world.objects].filter(([key]) => key.startsWith('parked/'))
    for (const [key] of parked) world.objects.delete(key)
    const first = recording('all')
    await world.redrive([first.processor])
    for (const [key, body] of parked) world.objects.set(key, body)
    const second = recording('all')

    await world.redrive([second.processor])

    expect([first.seen, second.seen]).toEqual([[2, 3], [1]])
  })

  it('changes nothing when it runs twice, and nothing when it was killed before it set the object aside', async () => {
    const world = newWorld()
    await world.functionOf([poison('all').processor]).invoke([recordOf({ seq: 9, key: 'z' })])
    world.discard(three)
    const before = new Map(world.objects)
    const all = recording('all')
    await world.redrive([all.processor])
    await world.redrive([all.processor])
    for (const [key, body] of before) world.objects.set(key, body)

    const summary = await world.redrive([all.processor])

    expect(all.seen).toEqual([1, 2, 3, 9])
    expect(summary).toMatchObject({ applied: 0, unchanged: 4, redriven: 2 })
  })

  it('remembers what came home of a batch that did not come home whole', async () => {
    const world = newWorld()
    world.discard(three)
    const half = recording('all', seq => {
      if (seq === 2) throw new Error('down')
    })
    const failed = await world.redrive([half.processor])
    const mended = recording('all')

    const summary = await world.redrive([mended.processor])

    expect(failed).toMatchObject({ applied: 2, failed: 1, redriven: 0, objectsFailed: 1 })
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'Failed', processor: 'all', message: 'down' }),
    )
    expect(mended.seen).toEqual([2])
    expect(summary).toMatchObject({ applied: 1, redriven: 1 })
  })

  it('goes in the order of the stream, however the objects are cut and listed', async () => {
    const world = newWorld()
    const records = Array.from({ length: 9 }, (_, index) => recordOf({ seq: index + 1, key: 'a' }))
    world.discard(records.slice(6), 'a')
    world.discard(
      [records[0], records[2], records[4]].filter(each => each !== undefined),
      'b',
    )
    world.discard(
      [records[1], records[3], records[5]].filter(each => each !== undefined),
      'c',
    )
    const all = recording('all')

    await world.redrive([all.processor])

    expect(all.seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('lets no change go before an older one of its key that failed, in another object either', async () => {
    const world = newWorld()
    world.discard([recordOf({ seq: 1, key: 'a' })], 'first')
    world.discard([recordOf({ seq: 2, key: 'a' }), recordOf({ seq: 3, key: 'b' })], 'second')
    const all = recording('all', seq => {
      if (seq === 1) throw new Error('down')
    })

    const summary = await world.redrive([all.processor])

    expect([...new Set(all.seen)]).toEqual([1, 3])
    expect(world.waiting()).toHaveLength(2)
    expect(summary).toMatchObject({ failed: 2, applied: 1, objectsFailed: 2 })
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'Failed', code: 'redrive.behind-failure' }),
    )
  })

  it('lets no change go before an older one of its key that is refused for good', async () => {
    const world = newWorld()
    world.discard([
      recordOf({ seq: 1, key: 'a' }),
      recordOf({ seq: 2, key: 'a' }),
      recordOf({ seq: 3, key: 'b' }),
    ])
    const all = recording('all', seq => {
      if (seq === 1) throw raise(sinkFaults, 'sink.rejected', { sink: 'test', id: '1', reason: 'no' })
    })

    const summary = await world.redrive([all.processor])

    expect([...new Set(all.seen)]).toEqual([1, 3])
    expect(summary).toMatchObject({ failed: 2, applied: 1, objectsFailed: 1 })
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'Failed', code: 'sink.rejected', sequenceNumber: seqOf(1) }),
    )
    expect(world.waiting()).toHaveLength(1)
  })

  it('finds the one record that fails its call as a whole, and repeats the others once at most', async () => {
    const world = newWorld()
    const many = Array.from({ length: 20 }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))
    world.discard(many)
    const all = recording('all', seq => {
      if (seq === 7) throw raise(recordFaults, 'record.unnamed', { eventId: '7', problem: 'test' })
    })

    const summary = await world.redrive([all.processor])

    expect(Math.max(...[...Map.groupBy(all.seen, seq => seq).values()].map(({ length }) => length))).toBe(2)
    expect(summary).toMatchObject({ received: 20, applied: 19, failed: 1, objectsFailed: 1 })
  })

  it('keeps the changes of one stage from the sinks of another', async () => {
    const world = newWorld()
    await world.functionOf([poison('all').processor]).invoke([recordOf({ seq: 1 })])
    const all = recording('all')

    await world.redrive([all.processor], { stage: 'prod' })

    expect(all.seen).toEqual([])
    expect(world.events).toContainEqual(
      expect.objectContaining({ message: 'This is stage prod, and the change was parked in test.' }),
    )
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses the limit %s', async limit => {
    await expect(newWorld().redrive([recording('all').processor], { limit })).rejects.toMatchObject({
      code: 'redrive.limit-invalid',
    })
  })

  it('waits for a sink that is down for a moment', async () => {
    const world = newWorld()
    world.discard(three)
    let calls = 0
    const all = recording('all', () => {
      calls += 1
      if (calls === 1) throw raise(sinkFaults, 'sink.unavailable', { sink: 'test', reason: 'outage' })
    })

    const summary = await world.redrive([all.processor])

    expect(summary).toMatchObject({ failed: 0, redriven: 1 })
  })

  it('delivers to one processor, and keeps the object for the others', async () => {
    const world = newWorld()
    world.discard(three)
    const [one, two] = [recording('one'), recording('two')]
    const both = [one.processor, two.processor]

    const chosen = await world.redrive(both, { processor: 'one' })
    const again = await world.redrive(both, { processor: 'one' })
    const rest = await world.redrive(both)

    expect([one.seen, two.seen]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
    expect(chosen).toMatchObject({ applied: 3, redriven: 0, objectsLeft: 1, objectsFailed: 0 })
    expect(again).toMatchObject({ applied: 0, unchanged: 3 })
    expect(rest).toMatchObject({ redriven: 1 })
  })

  it('changes nothing when it is a rehearsal, and says what it would do', async () => {
    const world = newWorld()
    await world.functionOf([poison('all').processor]).invoke([recordOf({ seq: 9, key: 'z' })])
    world.discard(three)
    const before = new Map(world.objects)
    const all = recording('all')

    const summary = await world.redrive([all.processor], { dryRun: true })

    expect(all.seen).toEqual([])
    expect(world.objects).toEqual(before)
    expect(await world.ledger.query('test%2Fredrive', '', '~')).toEqual([])
    expect(summary).toMatchObject({ wouldDeliver: 4, redriven: 0 })
    expect(world.events.filter(({ event }) => event === 'WouldDeliver')).toHaveLength(4)
  })

  it('stops when it is asked to, and goes on where it was', async () => {
    const world = newWorld()
    const many = Array.from({ length: 250 }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))
    world.discard(many)
    const controller = new AbortController()
    const all = recording('all', seq => {
      if (seq === 120) controller.abort()
    })

    const cut = await world.redrive([all.processor], { signal: controller.signal })
    const rest = await world.redrive([all.processor])

    expect(cut).toMatchObject({ interrupted: true, redriven: 0 })
    expect(rest).toMatchObject({ interrupted: false, redriven: 1 })
    expect(all.seen).toEqual(many.map((_, index) => index + 1))
  })

  it('shows filters and processors what was written, also where the value lies elsewhere', async () => {
    const Thing = entity('Thing', { match: { type: 'THING' } })
    const blobs = memoryBlobStore()
    const { value } = await offloaded({ S: 'big'.repeat(1_000) }, blobs)
    const world = newWorld()
    world.discard([
      recordOf({ seq: 1, after: { note: value } }),
      recordOf({ seq: 2, key: 'b', after: { note: 'x' } }),
    ])
    const seen: unknown[] = []
    const big = processor({
      name: 'big',
      filter: when(Thing)
        .where({ note: { prefix: 'big' } })
        .on('MODIFY'),
      handle: async ({ after }) => Promise.resolve(void seen.push(String(after['note']).length)),
    })

    const summary = await world.redrive([big], { blobs })

    expect(seen).toEqual([3_000])
    expect(summary).toMatchObject({ applied: 1, filtered: 1, redriven: 1 })
  })

  it('takes the oldest objects first when it is to take only some', async () => {
    const world = newWorld()
    for (const record of [...three].reverse()) world.discard([record], String(record.eventID))
    const all = recording('all')

    const summary = await world.redrive([all.processor], { limit: 2 })

    expect(all.seen).toEqual([1, 2])
    expect(summary).toMatchObject({ objects: 2, redriven: 2 })
  })

  it.each([
    ['no JSON', 'in JSON'],
    ['[1]', 'it is no object'],
    ['{"hello":"world"}', 'it is neither a parked change nor a discarded batch'],
    [JSON.stringify(failureDocumentOf('sqs')), 'has no payload: only an S3 destination keeps the records'],
    [JSON.stringify(failureDocumentOf('none', { payload: '{"Records":[]}' })), 'it holds no record'],
    [JSON.stringify(failureDocumentOf('x', { payload: '{"Records":[{}]}' })), 'left where it is'],
    [
      JSON.stringify(failureDocumentOf('f', { payload: JSON.stringify({ Records: three }) })),
      'The function local is none of test',
    ],
  ])('leaves what it cannot read where it is: %s', async (body, reason) => {
    const world = newWorld()
    world.objects.set('object', body)

    const summary = await world.redrive([recording('all').processor])

    expect(summary).toMatchObject({ objects: 1, objectsFailed: 1 })
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'LeftUnread', message: expect.stringContaining(reason) as unknown }),
    )
    expect(world.waiting()).toEqual(['object'])
  })

  it('refuses a processor that nobody has', async () => {
    await expect(newWorld().redrive([recording('all').processor], { processor: 'al' })).rejects.toThrow(
      'There is no processor al; known are all.',
    )
  })

  it('finds the function of a deployed name', async () => {
    const world = newWorld()
    world.discard(three)
    const body = world.objects.get('aws/lambda/m/batch') ?? ''
    world.objects.set('aws/lambda/m/batch', body.replace('function:test', 'function:tailrace-prod-test:live'))
    const all = recording('all')

    await world.redrive([all.processor], { deployedNames: new Map([['test', 'tailrace-prod-test']]) })

    expect(all.seen).toEqual([1, 2, 3])
  })

  it('takes a payload that is no text, as LocalStack writes it', async () => {
    const world = newWorld()
    world.discard(three)
    const document = JSON.parse(world.objects.get('aws/lambda/m/batch') ?? '') as { readonly payload: string }
    const payload: unknown = JSON.parse(document.payload)
    world.objects.set('aws/lambda/m/batch', JSON.stringify({ ...document, payload }))
    const all = recording('all')

    await world.redrive([all.processor])

    expect(all.seen).toEqual([1, 2, 3])
  })

  it('overwrites no newer state with an old image', async () => {
    const Thing = entity('Thing', { match: { type: 'THING' } })
    const store = memorySearchStore()
    const search = searchIndex({
      filter: when(Thing),
      store,
      index: 'things',
      document: ({ after }) => ({ size: String((after as Record<string, unknown>)['size']) }),
    })
    const world = newWorld()
    world.discard([recordOf({ seq: 1, kind: 'INSERT', after: { size: 'old' } })])
    await world.functionOf([search]).invoke([recordOf({ seq: 2, after: { size: 'new' } })])

    const summary = await world.redrive([search])

    for await (const [, document] of store.documents('things')) expect(document).toBe('{"size":"new"}')
    expect(summary).toMatchObject({ unchanged: 1, redriven: 1 })
  })
})
