import type { Image } from '../../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../../core/record/stream-record.ts'
import type { BulkItem } from '../../../adapters/opensearch/bulk-outcome.ts'
import type { FaultWorld } from '../fault-world.ts'
import { judgeSearch } from '../oracle.ts'
import type { KnownFailure } from './known-failure.ts'
import { caughtUp, demand, restart, story } from './known-failure.ts'

const rejected: BulkItem = {
  status: 400,
  error: { type: 'mapper_parsing_exception', reason: 'failed to parse field [note]' },
}
const queueFull: BulkItem = {
  status: 429,
  error: { type: 'rejected_execution_exception', reason: 'queue full' },
}
const nodeGone: BulkItem = { status: 503, error: { type: 'node_closed_exception', reason: 'node closed' } }

/** What the engine says of the document of one item, so many times. */
const refuse = ({ sinks }: FaultWorld, answers: Readonly<Record<string, BulkItem>>, times: number): void => {
  const left = new Map(Object.keys(answers).map(key => [key, times]))
  sinks.itemTrouble.now = operation => {
    if (operation.op !== 'index') return undefined
    const { key } = JSON.parse(operation.document) as { readonly key: string }
    const rest = left.get(key) ?? 0
    left.set(key, rest - 1)
    return rest > 0 ? answers[key] : undefined
  }
}

const ten = Array.from({ length: 10 }, (_, number) => `item-${number}`)

/** What cannot be read, in every image of these items: a value without a type, and one of a type that there is not. */
const oddNotes: Readonly<Record<string, Image[string]>> = {
  odd: {} as unknown as Image[string],
  strange: { X: 'new' } as unknown as Image[string],
}

/** Writes odd notes into records until it is told to stop. */
const oddImages = () => {
  const broken = new WeakSet<object>()
  const state = { isOver: false }
  return {
    mark: (record: StreamRecord): StreamRecord => {
      const { NewImage, Keys } = record.dynamodb ?? {}
      const key = Keys?.['PK']
      const note = key !== undefined && 'S' in key ? oddNotes[key.S] : undefined
      if (state.isOver || NewImage === undefined || note === undefined) return record
      broken.add(NewImage)
      return { ...record, dynamodb: { ...record.dynamodb, NewImage: { ...NewImage, note } } }
    },
    isBroken: ({ after }: { readonly after: Image | undefined }): boolean =>
      after !== undefined && broken.has(after),
    end: (): void => {
      state.isOver = true
    },
  }
}

/** Every item is nearly as large as it may be, and holds what few do. */
const heavy = (image: Image): Image => ({
  ...image,
  active: { BOOL: true },
  text: { S: 'x'.repeat(390_000) },
  odd: { S: 'a\u0000b\u001f\u2028' },
})

const expired = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }

const playOdd: KnownFailure['play'] = async () => {
  const { mark, isBroken, end } = oddImages()
  return story(
    async world => {
      const { table, clock } = world
      for (const key of ['a', 'odd', 'b', 'strange', 'a']) table.put(key)
      await clock.pass(120_000)
      const found = world.parked().map(({ processor, functionName, key, record }) => {
        const text = JSON.stringify(record)
        const isWhole = text.includes('"note":{}') || text.includes('"note":{"X":"new"}')
        return `${functionName} ${processor} ${key} ${isWhole ? 'whole' : 'in part'}`
      })
      // What no filter can be asked about is for its whole function, and a strange type for who reads it alone.
      const wanted = [
        'projections (routing) odd whole',
        'projections search-index strange whole',
        'reactions (routing) odd whole',
      ]
      demand(world, found.toSorted().join() === wanted.join(), `parked: ${found.join() || 'nothing'}`)
      end()
      table.put('odd')
      table.put('strange')
    },
    { items: ['a', 'odd', 'b', 'strange'], habits: { mark }, isBroken },
  )()
}

/** What sinks answer, what records hold, and whose trouble it is. */
export const sinkFailures: readonly KnownFailure[] = [
  {
    id: 'T2',
    system: 'Data Prepper, Trustpilot, KCL',
    there: 'log what cannot be converted, or a batch that throws, and the checkpoint passes over it',
    here: 'it is parked whole, and everything around it goes on',
    play: playOdd,
  },
  {
    id: 'T17',
    system: 'Data Prepper, Confluent, monstache',
    there: 'count a version conflict as an error, or send it to the dead letters (#5376; #142; #257)',
    here: 'a conflict that says that the document is there already is no failure',
    play: story(
      async world => {
        const { table, clock, weather } = world
        weather.at = { search: { killAfter: 0.6 } }
        for (let round = 0; round < 10; round += 1) {
          table.put('a')
          table.put('b')
          await clock.pass(3_000)
        }
        weather.at = {}
        await caughtUp(world)
        demand(world, world.surroundings.asked.count === 0, 'conflict: the item had to be asked what holds')
      },
      { parksNothing: true },
    ),
  },
  {
    id: 'T18',
    system: 'monstache, Amplify, matrus2, dynamodb-to-elasticsearch',
    there: 'log the failed items of a bulk answer while the position moves on (#35; PR #21)',
    here: 'each item’s answer is its record’s: one refused for good is parked, one not taken now comes again',
    play: story(
      async world => {
        const { table, clock } = world
        refuse(world, { 'item-3': rejected, 'item-5': nodeGone }, 3)
        for (const key of ten) table.put(key)
        await clock.pass(600_000)
        const parked = world.parked().map(({ key, reason }) => `${key} ${reason.code}`)
        demand(world, parked.join() === 'item-3 sink.rejected', `parked: ${parked.join()}, not item-3 alone`)
        world.sinks.itemTrouble.now = undefined
      },
      { items: ten },
    ),
  },
  {
    id: 'T19',
    system: 'Elastic’s connectors',
    there: 'do not try again what the engine refused with a 429 of its own',
    here: 'it comes again alone, and its neighbours are not written twice',
    play: story(
      async world => {
        const { table, sinks, clock } = world
        refuse(world, { 'item-4': queueFull }, 3)
        for (const key of ten) table.put(key)
        await clock.pass(600_000)
        const { length } = sinks.documentsWritten
        demand(world, length === ten.length, `again: ${length} documents written of ${ten.length} items`)
      },
      { items: ten, parksNothing: true },
    ),
  },
  {
    id: 'T26',
    system: 'Lambda’s defaults, Powertools for Java, KCL',
    there: 'hold a shard up for a day behind one record, or go on past it (#1820)',
    here: 'the record alone is parked, and its neighbours are on time',
    play: story(
      async world => {
        const { table, clock, sinks } = world
        for (const key of [...ten, ...ten]) table.put(key)
        await clock.pass(600_000)
        const late = judgeSearch(table.writes, sinks).filter(each => !each.includes('item-6'))
        demand(world, late.length === 0, `held up behind another: ${late.join()}`)
        const parked = new Set(world.parked().map(({ key, processor }) => `${processor} ${key}`))
        demand(world, [...parked].join() === 'search-index item-6', `parked: ${[...parked].join()}`)
        sinks.poison.isMended = true
      },
      {
        items: ten,
        habits: {
          adorn: image => ({
            ...image,
            active: { BOOL: true },
            ...(JSON.stringify(image['PK']) === '{"S":"item-6"}' && { poison: { S: 'throws' } }),
          }),
        },
      },
    ),
  },
  {
    id: 'T27',
    system: 'Data Prepper, aws-lambda-stream',
    there: 'did not tell an expiry from a removal (#4560; PR #426)',
    here: 'the audit tells them apart, and the document goes either way',
    play: story(
      async world => {
        const { table, sinks } = world
        for (const key of ['a', 'b', 'c']) table.put(key)
        table.remove('a')
        table.remove('b')
        await caughtUp(world)
        const removals = new Set(table.writes.slice(-2).map(({ sequenceNumber }) => sequenceNumber))
        const told = [...sinks.audit.values()]
          .filter(({ sequenceNumber }) => removals.has(sequenceNumber))
          .map(({ key, origin = 'nobody' }) => `${key} ${origin}`)
        demand(world, told.join() === 'a ttl,b user', `origin: ${told.join()}`)
      },
      {
        habits: {
          mark: record =>
            record.eventName === 'REMOVE' && JSON.stringify(record.dynamodb?.Keys).includes('"a"')
              ? { ...record, userIdentity: expired }
              : record,
        },
      },
    ),
  },
  {
    id: 'T28',
    system: 'Data Prepper',
    there: 'fails on large items, on control characters and on many of them at once (PR #5437, #3914)',
    here: 'they pass, in as many batches as they need',
    play: story(
      async world => {
        for (const key of [...ten, ...ten, ...ten]) world.table.put(key)
        await caughtUp(world)
      },
      {
        items: ten,
        habits: { adorn: heavy },
        // What is too large would be given up, and not cut in half until it fits.
        settings: { BisectBatchOnFunctionError: false, MaximumRetryAttempts: 2 },
        parksNothing: true,
      },
    ),
  },
  {
    id: 'T29',
    system: 'monstache, Data Prepper',
    there: 'stop everything for one write that fails, for up to an hour or without an end',
    here: 'others go on, and the write that failed comes when it can',
    play: story(
      async world => {
        const { table, sinks, clock, weather } = world
        refuse(world, { 'item-2': queueFull }, 200)
        weather.at = { post: { down: 1 } }
        for (const key of [...ten, ...ten, ...ten]) table.put(key)
        await clock.pass(120_000)
        const late = judgeSearch(table.writes, sinks).filter(each => !each.includes('item-2'))
        demand(world, late.length === 0, `held up behind another: ${late.join()}`)
        demand(world, sinks.audit.size === table.writes.length, `held up: ${sinks.audit.size} audit lines`)
        demand(world, sinks.mail.length === table.writes.length, `held up: ${sinks.mail.length} mails`)
        await restart(world)
        await clock.pass(3_600_000)
        sinks.itemTrouble.now = undefined
      },
      { items: ten, parksNothing: true },
    ),
  },
]
