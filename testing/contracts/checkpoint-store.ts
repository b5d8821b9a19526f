import { deepEqual, equal } from 'node:assert/strict'
import type { Checkpoint, CheckpointStore } from '../../engine/ports/checkpoint-store.ts'
import { portContract } from './contract.ts'
import { casesOfMarks } from './lease-marks.ts'
import { holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** An empty store. */
export interface CheckpointStoreUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly store: CheckpointStore
}

const [stream, other] = ['arn:a/stream/1', 'arn:a/stream/2']
const after = (sequenceNumber: string): Checkpoint => ({ type: 'after', sequenceNumber })
const anyNames = ['__proto__', 'constructor', 'version', 'mappings', 'a/b', '..', 'ü 🙂', '']

/** What every checkpoint store has to do, the marks of its leases among it. */
export const checkpointStoreContract = portContract<CheckpointStoreUnderTest>({
  port: 'CheckpointStore',
  without: {
    'refusal-of-all': 'a call saves one checkpoint: its refusal is that of one',
    'partial-failure': 'a save is there whole or not at all, which the refusal of one shows',
    abort: 'the port takes no signal: a mapping that stops waits for its last save',
  },
  cases: [
    {
      name: 'knows nothing of a mapping at first',
      run: async make => {
        const { store } = await make()

        deepEqual(await store.load('m', stream), new Map())
        deepEqual(await store.streams('m'), [])
      },
    },
    {
      name: 'gives back the last checkpoint of each shard',
      aspect: 'order',
      run: async make => {
        const { store } = await make()
        await store.save('m', stream, 'a', after('1'))
        await store.save('m', stream, 'a', after('2'))
        await store.save('m', stream, 'b', { type: 'shard-end' })
        await store.save('m', stream, 'c', { type: 'latest', atMs: 7, sequenceNumber: '6' })
        await store.save('m', stream, 'd', { type: 'latest', atMs: 7, sequenceNumber: undefined })

        const found = await store.load('m', stream)

        deepEqual(found.size, 4)
        deepEqual([found.get('a'), found.get('b')], [after('2'), { type: 'shard-end' }])
        deepEqual(
          ['c', 'd'].map(shard => ({ sequenceNumber: undefined, ...found.get(shard) })),
          [
            { type: 'latest', atMs: 7, sequenceNumber: '6' },
            { type: 'latest', atMs: 7, sequenceNumber: undefined },
          ],
        )
      },
    },
    {
      name: 'ends at the last of many saves of a shard that were made without waiting',
      aspect: 'order',
      run: async make => {
        const { store, faults } = await make()
        faults?.slowNext?.()
        const numbers = Array.from({ length: 20 }, (_, index) => String(index))

        await Promise.all(numbers.map(async number => store.save('m', stream, 'a', after(number))))

        deepEqual((await store.load('m', stream)).get('a'), after('19'))
      },
    },
    {
      name: 'keeps mappings apart',
      run: async make => {
        const { store } = await make()
        await store.save('m', stream, 'a', after('1'))
        await store.save('n', stream, 'a', after('9'))

        deepEqual((await store.load('m', stream)).get('a'), after('1'))
      },
    },
    {
      name: 'keeps streams apart whose shards go by the same name, and knows of both',
      run: async make => {
        const { store } = await make()
        await store.save('m', stream, 'a', after('1'))
        await store.save('m', other, 'a', { type: 'shard-end' })

        deepEqual((await store.load('m', stream)).get('a'), after('1'))
        deepEqual((await store.load('m', other)).get('a'), { type: 'shard-end' })
        deepEqual((await store.streams('m')).toSorted(), [stream, other])
      },
    },
    {
      name: 'takes any text as a name',
      run: async make => {
        const { store } = await make()
        for (const [index, each] of anyNames.entries())
          await store.save(each, each, each, after(String(index)))

        for (const [index, each] of anyNames.entries())
          deepEqual((await store.load(each, each)).get(each), after(String(index)))
      },
    },
    {
      name: 'keeps all of many saves at once',
      run: async make => {
        const { store } = await make()
        const shards = Array.from({ length: 20 }, (_, index) => `shard-${index}`)

        await Promise.all(shards.map(async shard => store.save('m', stream, shard, { type: 'shard-end' })))

        deepEqual([...(await store.load('m', stream)).keys()].sort(), [...shards].sort())
      },
    },
    {
      name: 'holds one checkpoint of a shard, however often it is saved',
      aspect: 'repetition',
      run: async make => {
        const { store } = await make()
        for (let round = 0; round < 3; round += 1) await store.save('m', stream, 'a', after('1'))

        equal((await store.load('m', stream)).size, 1)
      },
    },
    {
      name: 'keeps the shards of a large table',
      aspect: 'big-input',
      run: async make => {
        const { store } = await make()
        const shards = Array.from(
          { length: 2_000 },
          (_, index) => `shardId-${String(index).padStart(20, '0')}`,
        )

        await Promise.all(shards.map(async shard => store.save('m', stream, shard, after('1'))))

        equal((await store.load('m', stream)).size, shards.length)
      },
    },
    {
      name: 'rejects a save that failed, and a load that nobody can answer',
      aspect: 'refusal-of-one',
      run: async make => {
        const { store, faults } = await make()
        await store.save('m', stream, 'a', after('1'))
        await needed(faults, 'breakDown', 'refusal-of-one')()
        await rejectionOf(store.save('m', stream, 'a', after('2')))
        await rejectionOf(store.load('m', stream))
        await needed(faults, 'restore', 'refusal-of-one')()

        deepEqual((await store.load('m', stream)).get('a'), after('1'))
        await store.save('m', stream, 'a', after('3'))
        deepEqual((await store.load('m', stream)).get('a'), after('3'))
      },
    },
    {
      name: 'keeps secrets out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { store, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const error = await rejectionOf(store.save('m', stream, 'a', after('2')))
        await faults?.restore?.()

        holdsNone(error, secrets)
      },
    },
    ...casesOfMarks(({ store, faults }: CheckpointStoreUnderTest) => ({
      marksOf: thing => store.marks(thing),
      ...(faults && { faults }),
    })),
  ],
})
