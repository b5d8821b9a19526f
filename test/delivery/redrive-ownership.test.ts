import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import type { Context } from '../../core/processor/processor.ts'
import type { ParkedObject } from '../../core/parking/park.ts'
import { parkingKey } from '../../core/parking/park.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recording } from '../support/pipeline.ts'
import { recordOf, streamArn } from '../support/records.ts'
import { newWorld } from '../support/redrive-world.ts'

const poison = recording('all', () => {
  throw raise(sinkFaults, 'sink.rejected', { sink: 'test', id: '1', reason: 'no' })
}).processor

/** A world in which one change lies parked, and where. */
const parkedWorld = async () => {
  const world = newWorld()
  // A ledger that knows of it would answer for the processor; here the object alone is to be judged.
  await world.functionOf([poison]).invoke([recordOf({ seq: 7, key: 'a' })], { ledger: memoryLedgerStore() })
  const [key = '', body = ''] = [...world.objects][0] ?? []
  return { world, key, parked: JSON.parse(body) as ParkedObject }
}

type Json = Readonly<Record<string, unknown>>

/** Redrives the one object, changed, and gives what was delivered and what was said. */
const redriven = async (
  change: (parked: ParkedObject) => Json,
  keyOf: (key: string, parked: ParkedObject) => string = key => key,
) => {
  const { world, key, parked } = await parkedWorld()
  const changed = change(parked)
  world.objects.clear()
  world.objects.set(keyOf(key, changed as unknown as ParkedObject), JSON.stringify(changed))
  const [all, other] = [recording('all'), recording('other')]
  const summary = await world.redrive([all.processor, other.processor])
  const said = world.events.flatMap(event => (event.event === 'LeftUnread' ? [event.message] : []))
  return { seen: [all.seen, other.seen], summary, said, waiting: world.waiting() }
}

const withRecord = (parked: ParkedObject, change: (record: StreamRecord) => StreamRecord): Json => ({
  ...parked,
  record: change(parked.record),
})
const withDynamodb = (parked: ParkedObject, more: object): Json =>
  withRecord(parked, record => ({ ...record, dynamodb: { ...record.dynamodb, ...more } }))

/** What an object says, changed in one place; where it lies, as it then would, or as it did. */
const changes: Readonly<Record<string, (parked: ParkedObject) => Json>> = {
  'its key': parked => ({ ...parked, key: 'PK=S:b' }),
  'its key, to none': parked => ({ ...parked, key: '' }),
  'its sequence number': parked => ({ ...parked, sequenceNumber: '8' }),
  'its sequence number, to none': parked => ({ ...parked, sequenceNumber: '7x' }),
  'its stream': parked => ({ ...parked, streamArn: `${streamArn}0` }),
  'its record’s key': parked => withDynamodb(parked, { Keys: { PK: { S: 'b' } } }),
  'its record’s sequence number': parked => withDynamodb(parked, { SequenceNumber: '8' }),
  'its record’s stream': parked => withRecord(parked, record => ({ ...record, eventSourceARN: 'arn' })),
}

describe('a parked object', () => {
  it.each(Object.keys(changes))('is left, with a line, when %s was changed, wherever it lies', async name => {
    const change = changes[name] ?? (parked => ({ ...parked }))

    for (const keyOf of [undefined, (_: string, parked: ParkedObject) => parkingKey(parked)]) {
      const { seen, summary, said, waiting } = await redriven(change, keyOf)

      expect(seen).toEqual([[], []])
      expect(summary).toMatchObject({ objectsFailed: 1, redriven: 0 })
      expect(said).toHaveLength(1)
      expect(said[0]).toMatch(/is left where it is: (its|what it says)/)
      expect(waiting).toHaveLength(1)
    }
  })

  it.each([
    ['another processor', 'parked/test/test/other/'],
    ['another function', 'parked/test/else/all/'],
    ['another stage', 'parked/prod/test/all/'],
    ['another name', undefined],
  ])('is left, with a line, when it lies in the place of %s', async (_, folder) => {
    const { seen, said } = await redriven(
      parked => ({ ...parked }),
      key => (folder === undefined ? 'copy.json' : folder + (key.split('/').at(-1) ?? '')),
    )

    expect(seen).toEqual([[], []])
    expect(said[0]).toContain('what it says belongs to parked/test/test/all/')
  })

  it.each([
    ['above', (key: string) => `runs/1/${key}`],
    ['below', (key: string) => key.slice('parked/test/test/'.length)],
    ['as a file store writes it', (key: string) => key.replace('.json', '%2Ejson')],
  ])('is taken in a place %s its own', async (_, keyOf) => {
    expect((await redriven(parked => ({ ...parked }), keyOf)).seen).toEqual([[7], []])
  })

  it('never reaches a processor that it was not parked for, whatever is changed in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('processor', 'functionName', 'stage', 'streamArn', 'key', 'sequenceNumber'),
        fc.oneof(fc.constantFrom('other', 'test', 'all', '', '8', null, 7), fc.string()),
        async (word, value) => {
          const { seen } = await redriven(parked => ({ ...parked, [word]: value }))

          expect(seen[1]).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a record that could not be routed', () => {
  const unrouted = (parked: ParkedObject): Json => ({ ...parked, processor: '(routing)', key: '' })
  const there = (_: string, parked: ParkedObject): string => parkingKey(parked)

  it('goes to all processors, as if it came for the first time', async () => {
    const { seen, summary } = await redriven(unrouted, there)

    expect(seen).toEqual([[7], [7]])
    expect(summary).toMatchObject({ redriven: 1, applied: 1 })
  })

  it('stays when it still cannot be routed, and that is said', async () => {
    const { seen, said, waiting } = await redriven(
      parked => unrouted(withDynamodb(parked, { Keys: null }) as unknown as ParkedObject),
      there,
    )

    expect(seen).toEqual([[], []])
    expect(said[0]).toContain('no processor can be asked about its record still, because ')
    expect(waiting).toHaveLength(1)
  })
})

describe('a function', () => {
  const deployedNames = new Map([['test', 'shop-prod-test']])
  const discardedBy = async (functionName: string): Promise<readonly number[]> => {
    const world = newWorld()
    world.discard([recordOf({ seq: 1 })])
    const body = world.objects.get('aws/lambda/m/batch') ?? ''
    world.objects.set('aws/lambda/m/batch', body.replace('function:test', `function:${functionName}`))
    const all = recording('all')
    await world.redrive([all.processor], { deployedNames })
    return all.seen
  }

  it.each(['shop-prod-test', 'shop-prod-test:live', 'test'])('is known as %s', async name => {
    expect(await discardedBy(name)).toEqual([1])
  })

  it.each(['other-prod-test', 'shop-dev-test', 'a-shop-prod-test', 'shop-prod-test-2', '-test', 'tes', ''])(
    'is not taken for %s',
    async name => {
      expect(await discardedBy(name)).toEqual([])
    },
  )
})

describe('a change of another table', () => {
  const takenFor = async (table: string): Promise<readonly number[]> => {
    const world = newWorld()
    world.discard([recordOf({ seq: 1 })])
    const all = recording('all')
    await world.redrive([all.processor], { table })
    return all.seen
  }
  const tableArn = streamArn.slice(0, streamArn.indexOf('/stream/'))

  it.each(['thing', 'things-2', 'stream', tableArn.replace('eu-central-1', 'eu-west-1'), streamArn])(
    'is left: %s',
    async table => {
      expect(await takenFor(table)).toEqual([])
    },
  )

  it.each(['things', tableArn])('is told from one of this: %s', async table => {
    expect(await takenFor(table)).toEqual([1])
  })
})

describe('late changes', () => {
  it('are said to be late, and come with the source of items', async () => {
    const world = newWorld()
    world.discard([recordOf({ seq: 1 })])
    const items = { read: async () => Promise.resolve({ PK: { S: 'now' } }) }
    const seen: unknown[] = []
    const { processor } = recording('all')
    const looking = {
      ...processor,
      run: {
        mode: 'each' as const,
        handle: async (_: unknown, { isLate, items: source }: Pick<Context, 'isLate' | 'items'>) => {
          seen.push([isLate, await source?.read({ streamArn: '', keys: {} })])
        },
      },
    }

    await world.redrive([looking], { items })

    expect(seen).toEqual([[true, { PK: { S: 'now' } }]])
  })

  it.each([
    [true, true, 'refreshed: it gets the item as it is now'],
    [
      true,
      false,
      'versioned: it overwrites nothing newer, but gets the old image, since no table is named to refresh from',
    ],
    [false, true, 'versioned: it overwrites nothing newer'],
  ])('of a sink of state are announced as what they will be: %j %j', async (refreshes, hasItems, caveat) => {
    const world = newWorld()
    world.discard([recordOf({ seq: 1 })])
    const { processor } = recording('all')
    const state = { ...processor, sink: 'state' as const, ...(refreshes && { refreshes: true as const }) }
    const items = { read: async () => Promise.resolve(undefined) }

    await world.redrive([state], { dryRun: true, ...(hasItems && { items }) })

    expect(world.events).toContainEqual(expect.objectContaining({ event: 'WouldDeliver', caveat }))
  })
})
