import { describe, expect, it } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { memoryFailedObjects } from '../../adapters/memory/memory-failed-objects.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { awsFaults } from '../../adapters/aws/faults.ts'
import { when } from '../../core/filter/words.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import { takeLease } from '../../core/lease/lease.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { systemClock } from '../../core/clock.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { redriveFaults } from '../../operations/redrive/faults.ts'
import { failureDocumentOf } from '../../testing/contracts/failure-destination.ts'
import { offloaded } from '../support/packed-records.ts'
import { recording } from '../support/pipeline.ts'
import { recordOf, seqOf, streamArn } from '../support/records.ts'
import { newWorld } from '../support/redrive-world.ts'

const three = ['a', 'b', 'c'].map((key, index) => recordOf({ seq: index + 1, key }))
const rejected = (): never => {
  throw raise(sinkFaults, 'sink.rejected', { sink: 'test', id: '1', reason: 'no' })
}
const unread = (world: ReturnType<typeof newWorld>): readonly string[] =>
  world.events.flatMap(told => (told.event === 'LeftUnread' ? [told.message] : []))

describe('an object', () => {
  it('is left, with a line, when it holds records of several streams', async () => {
    const world = newWorld()
    world.discard([recordOf({ seq: 1 }), recordOf({ seq: 2, arn: `${streamArn}1` })])
    const all = recording('all')

    const summary = await world.redrive([all.processor])

    expect(all.seen).toEqual([])
    expect(summary).toMatchObject({ objects: 1, objectsFailed: 1 })
    expect(unread(world)[0]).toContain('it holds records of several streams')
  })

  it('is measured by the part of the stream that it covers, in whatever order it holds its records', async () => {
    const world = newWorld()
    const bad = recording('all', seq => {
      if (seq === 2) throw new Error('down')
    })
    await world.functionOf([bad.processor]).invoke(three)
    world.discard([...three].reverse())
    const mended = recording('all')

    await world.redrive([mended.processor])

    expect(mended.seen).toEqual([2])
  })

  it('is left when it was parked by a version that nobody knows', async () => {
    const world = newWorld()
    await world.functionOf([recording('all', rejected).processor]).invoke([recordOf({ seq: 1 })])
    for (const [key, body] of world.objects)
      world.objects.set(key, body.replace('"schemaVersion":1', '"schemaVersion":2'))
    const all = recording('all')

    await world.redrive([all.processor])

    expect(all.seen).toEqual([])
    expect(unread(world)[0]).toContain('it is neither a parked change nor a discarded batch')
  })

  it('is left when the processor that it waits for is no more', async () => {
    const world = newWorld()
    await world.functionOf([recording('old', rejected).processor]).invoke([recordOf({ seq: 1 })])
    const all = recording('all')

    const summary = await world.redrive([all.processor])

    expect(all.seen).toEqual([])
    expect(summary).toMatchObject({ objectsFailed: 1, redriven: 0 })
    expect(unread(world)).toEqual([expect.stringContaining('There is no processor old')])
    expect(world.waiting()).toHaveLength(1)
  })

  it('is not looked at when it waits for others than the chosen processor', async () => {
    const world = newWorld()
    const [a, b] = [recording('a'), recording('b')]
    await world.functionOf([recording('a', rejected).processor]).invoke([recordOf({ seq: 1 })])
    world.discard([recordOf({ seq: 2 })])

    const ofAnother = await world.redrive([a.processor, b.processor], {
      processor: 'b',
      registries: new Map([
        ['test', registry([a.processor])],
        ['else', registry([b.processor])],
      ]),
    })
    const beside = await world.redrive([a.processor, b.processor], { processor: 'b' })

    expect(ofAnother).toMatchObject({ objects: 0, objectsFailed: 0 })
    expect(beside).toMatchObject({ objects: 1, objectsFailed: 0, objectsLeft: 1 })
    expect([a.seen, b.seen]).toEqual([[], [2]])
  })

  it('that was parked is delivered also where a discarded batch holds the same record', async () => {
    const world = newWorld()
    const failing = recording('all', seq => {
      if (seq === 1) rejected()
      throw new Error('down')
    })
    await world.functionOf([failing.processor]).invoke(three)
    world.discard(three)
    const mended = recording('all')

    const summary = await world.redrive([mended.processor])

    expect(mended.seen).toEqual([1, 2, 3])
    expect(summary).toMatchObject({ applied: 3, redriven: 2 })
    expect(world.waiting()).toEqual([])
  })

  it('that was parked stays when it fails again, also where a batch with the same record goes', async () => {
    const world = newWorld()
    const failing = recording('all', rejected)
    await world.functionOf([failing.processor]).invoke([recordOf({ seq: 1 })])
    const parked = world.waiting()
    world.discard([recordOf({ seq: 1 })])

    const summary = await world.redrive([failing.processor])

    expect(summary).toMatchObject({ failed: 1, objectsFailed: 1, redriven: 1 })
    expect(world.waiting()).toEqual(parked)
  })

  it('of which a value lies elsewhere is filtered by what was written, and is done', async () => {
    const blobs = memoryBlobStore()
    const { value } = await offloaded({ S: 'other'.repeat(1_000) }, blobs)
    const world = newWorld()
    world.discard([recordOf({ seq: 1, after: { note: value } })])
    const big = processor({
      name: 'big',
      filter: when(entity('Thing', { match: { type: 'THING' } })).where({ note: { prefix: 'big' } }),
      handle: async () => Promise.reject(new Error('it is not for this one')),
    })

    const summary = await world.redrive([big], { blobs })

    expect(summary).toMatchObject({ received: 1, filtered: 1, failed: 0, redriven: 1 })
  })

  it('that was parked for one processor says nothing of another that a batch brought the record', async () => {
    const world = newWorld()
    const [one, two] = [recording('one'), recording('two')]
    // What the functions knew is forgotten, as after its days.
    const parkOf = async (name: string): Promise<void> => {
      const { processor } = recording(name, rejected)
      await world.functionOf([processor]).invoke([recordOf({ seq: 1 })], { ledger: memoryLedgerStore() })
    }
    await parkOf('one')
    world.discard([recordOf({ seq: 1 })])
    await world.redrive([one.processor, two.processor])
    await parkOf('two')

    await world.redrive([one.processor, two.processor])

    expect([one.seen, two.seen]).toEqual([[1], [1, 1]])
  })

  it('that a function had parked stays parked in the account of its batch', async () => {
    const world = newWorld()
    const failing = recording('all', seq => {
      if (seq === 1) rejected()
      throw new Error('down')
    })
    await world.functionOf([failing.processor]).invoke(three)
    world.discard(three)
    for (const key of [...world.objects.keys()]) if (key.startsWith('parked/')) world.objects.delete(key)

    const summary = await world.redrive([recording('all').processor])

    expect(summary).toMatchObject({ received: 3, applied: 2, parked: 1, unchanged: 0 })
  })

  it('that holds the records of another is measured and set aside with it', async () => {
    const world = newWorld()
    world.discard(three, 'one')
    world.discard(three.slice(1), 'two')
    const half = recording('all', seq => {
      if (seq === 3) throw new Error('down')
    })
    const failed = await world.redrive([half.processor])
    const mended = recording('all')
    world.objects.delete('aws/lambda/m/one')

    const summary = await world.redrive([mended.processor])

    expect(failed).toMatchObject({ applied: 2, failed: 1, objectsFailed: 2 })
    expect(mended.seen).toEqual([3])
    expect(summary).toMatchObject({ applied: 1, unchanged: 1, redriven: 1 })
  })

  it('in the middle of a wave is measured by what is known of all of it', async () => {
    const world = newWorld()
    const good = recording('all')
    const records = Array.from({ length: 6 }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))
    world.discard(records.slice(0, 2), 'one')
    world.discard(records.slice(2), 'two')
    const before = new Map(world.objects)
    await world.redrive([good.processor])
    for (const [key, body] of before) world.objects.set(key, body)
    const again = recording('all')

    await world.redrive([again.processor])

    expect(again.seen).toEqual([])
  })
})

describe('a place', () => {
  const withKeys = (error: Error): FailedObjects => ({
    ...memoryFailedObjects(new Map()),
    keys: () => ({
      [Symbol.asyncIterator]: () => ({ next: async () => Promise.reject(error) }),
    }),
  })

  it('says itself what is wrong with the machine, and is unreadable otherwise', async () => {
    const { processor } = recording('all')
    const missing = raise(awsFaults, 'aws.credentials-missing', { sink: 's3://b', name: 'x', reason: 'none' })

    const noCredentials = newWorld().redrive([processor], { from: [withKeys(missing)] })
    const broken = newWorld().redrive([processor], { from: [withKeys(new Error('it broke.'))] })

    await expect(noCredentials).rejects.toMatchObject({ code: 'aws.credentials-missing' })
    await expect(broken).rejects.toMatchObject({
      code: 'redrive.place-unreadable',
      message: expect.stringContaining('it broke.') as unknown,
    })
  })

  it('that breaks while an object is read ends the redrive', async () => {
    const world = newWorld()
    world.discard(three)
    const place = memoryFailedObjects(world.objects)
    const down = raise(sinkFaults, 'sink.unavailable', { sink: 's3://b', reason: 'outage' })

    const redriving = world.redrive([recording('all').processor], {
      from: [{ ...place, read: async () => Promise.reject(down) }],
    })

    await expect(redriving).rejects.toMatchObject({ code: 'sink.unavailable' })
  })
})

describe('what a redrive remembers', () => {
  it.each([
    [undefined, 14],
    [3, 3],
  ])('lasts for its days: %j', async (ledgerLifeDays, days) => {
    const world = newWorld()
    world.discard(three)
    const expiries: number[] = []
    const ledger: LedgerStore = {
      ...world.ledger,
      add: async entry => {
        expiries.push(entry.expiresAtMs)
        await world.ledger.add(entry)
      },
    }
    const clock = { ...systemClock, now: () => 1_000 }

    await world.redrive([recording('all').processor], {
      ledger,
      clock,
      ...(ledgerLifeDays !== undefined && { ledgerLifeDays }),
    })

    expect(expiries).toEqual([1_000 + days * 86_400_000])
  })

  it('is written before anything is told, and nothing is set aside without it', async () => {
    const world = newWorld()
    world.discard(three)
    const broken: LedgerStore = {
      ...world.ledger,
      add: async () => Promise.reject(new Error('the ledger is down')),
    }

    await expect(world.redrive([recording('all').processor], { ledger: broken })).rejects.toThrow('down')

    expect(world.waiting()).toEqual(['aws/lambda/m/batch'])
    expect(world.events.map(({ event }) => event)).toEqual([
      'Found',
      'EffectWritten',
      'EffectWritten',
      'EffectWritten',
    ])
  })

  it('is not needed to let go: after a failure the next redrive takes the objects at once', async () => {
    const world = newWorld()
    world.discard(three)
    const broken: LedgerStore = {
      ...world.ledger,
      query: async () => Promise.reject(new Error('the ledger is down')),
    }
    await expect(world.redrive([recording('all').processor], { ledger: broken })).rejects.toThrow('down')

    expect(await world.redrive([recording('all').processor])).toMatchObject({ redriven: 1, objectsInHand: 0 })
  })
})

describe('a redrive', () => {
  it('lets go of each wave before it takes the next', async () => {
    const world = newWorld()
    const records = Array.from({ length: 1_100 }, (_, index) =>
      recordOf({ seq: index + 1, key: `k${index}` }),
    )
    world.discard(records.slice(0, 1_050), 'one')
    world.discard(records.slice(1_050), 'two')
    const place = memoryFailedObjects(world.objects, world.leases)
    let taking = ''
    const all = recording('all', async seq => {
      if (seq !== 1_051) return
      const other = { party: partyByClock('other', 'other'), clock: systemClock, lifeMs: 1 }
      taking = (await takeLease(place.marks('aws/lambda/m/one'), other)).type
    })

    await world.redrive([all.processor])

    expect(taking).toBe('taken')
  })

  it('takes no other wave in hand when it is to end', async () => {
    const world = newWorld()
    const records = Array.from({ length: 1_002 }, (_, index) =>
      recordOf({ seq: index + 1, key: `k${index}` }),
    )
    world.discard(records.slice(0, 1_001), 'one')
    world.discard(records.slice(1_001), 'two')
    const controller = new AbortController()
    const all = recording('all', () => {
      controller.abort()
    })

    await world.redrive([all.processor], { signal: controller.signal })

    expect([...world.leases.keys()]).toEqual(['aws/lambda/m/one'])
  })

  it('takes nothing in hand when it is a rehearsal, and asks only for whom it is for', async () => {
    const world = newWorld()
    world.discard(three)
    const half = recording('one', seq => {
      if (seq === 2) throw new Error('down')
    })
    await world.redrive([half.processor])
    world.leases.clear()
    const processors = [recording('one').processor, recording('two').processor]

    const summary = await world.redrive(processors, { dryRun: true, processor: 'one' })

    expect(summary).toMatchObject({ wouldDeliver: 1 })
    expect(world.events.filter(({ event }) => event === 'WouldDeliver')).toMatchObject([
      { processor: 'one', sequenceNumber: seqOf(2) },
    ])
    expect(world.leases.size).toBe(0)
  })

  it('holds back only whom an object in hand waits for', async () => {
    const world = newWorld()
    await world
      .functionOf([recording('one', rejected).processor])
      .invoke([recordOf({ seq: 1 })], { ledger: memoryLedgerStore() })
    const [parked = ''] = world.waiting()
    world.discard([recordOf({ seq: 2 })])
    const place = memoryFailedObjects(world.objects, world.leases)
    const other = { party: partyByClock('other', 'other'), clock: systemClock, lifeMs: 900_000 }
    await takeLease(place.marks(parked), other)
    const [one, two] = [recording('one'), recording('two')]

    const summary = await world.redrive([one.processor, two.processor])

    expect([one.seen, two.seen]).toEqual([[], [2]])
    expect(summary).toMatchObject({ objectsInHand: 1, objectsFailed: 1 })
  })

  it('stops at what stops a function, without a second try', async () => {
    const world = newWorld()
    world.discard(three)
    const stopping = recording('all', () => {
      throw raise(redriveFaults, 'redrive.limit-invalid', { limit: 0 })
    })

    await expect(world.redrive([stopping.processor])).rejects.toMatchObject({ code: 'redrive.limit-invalid' })

    expect(stopping.seen.length).toBeLessThanOrEqual(3)
    expect(world.waiting()).toHaveLength(1)
  })

  it('tells of each record what was done now, with the remedy of what failed, and how far it is', async () => {
    const world = newWorld()
    const records = Array.from({ length: 250 }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))
    const half = recording('all', seq => {
      if (seq > 245) throw new Error('down')
    })
    await world.functionOf([half.processor]).invoke(records)
    world.discard(records)
    const failing = recording('all', seq => {
      if (seq === 250) rejected()
    })

    await world.redrive([failing.processor])

    const told = world.events.flatMap(each =>
      each.event === 'EffectWritten'
        ? [[Number(each.report.sequenceNumber), each.report.outcomes.length]]
        : [],
    )
    expect(new Set(told.map(([seq]) => seq))).toEqual(new Set([246, 247, 248, 249, 250]))
    expect(world.events.filter(({ event }) => event === 'Failed')).toMatchObject([
      { code: 'sink.rejected', remedy: expect.stringMatching(/./) as unknown },
    ])
    expect(world.events.filter(({ event }) => event === 'Progress')).toMatchObject([
      { done: 100, total: 250 },
      { done: 200, total: 250 },
      { done: 250, total: 250 },
    ])
  })
})

describe('a failure document', () => {
  it('names its function by its ARN, or none', async () => {
    const world = newWorld()
    const payload = JSON.stringify({ Records: three })
    const { requestContext, ...document } = failureDocumentOf('x', { payload })
    world.objects.set('object', JSON.stringify({ ...document, requestId: requestContext.requestId }))

    await world.redrive([recording('all').processor])

    expect(unread(world)).toEqual([expect.stringContaining('The function  is none of test')])
  })
})
