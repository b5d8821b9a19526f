import { deepEqual, equal, ok } from 'node:assert/strict'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ShardPosition, StreamSource } from '../../engine/ports/stream-source.ts'
import { portContract } from './contract.ts'
import { holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** A source of a stream without records and a way to write to it: so many items are made, each with a key of its own. */
export interface StreamSourceUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly source: StreamSource
  /** Makes items with these keys, one after the other; each is one record of one shard. */
  readonly write: (keys: readonly string[]) => Promise<void> | void
}

/** Reads of an open shard have no end of their own. */
const mostReads = 50

const readFrom = async (
  source: StreamSource,
  shardId: string,
  position: ShardPosition,
): Promise<readonly StreamRecord[]> => {
  const found: StreamRecord[] = []
  let iterator: string | undefined = await source.iterator(shardId, position)
  for (let reads = 0; iterator !== undefined && reads < mostReads; reads += 1) {
    const { records, nextIterator } = await source.read(iterator)
    if (records.length === 0 && found.length > 0) break
    found.push(...records)
    iterator = nextIterator
  }
  return found
}

const shardsOf = async (source: StreamSource): Promise<readonly string[]> => {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await source.shards(cursor)
    ids.push(...page.shards.map(({ shardId }) => shardId))
    cursor = page.cursor
  } while (cursor !== undefined)
  return ids
}

const everything = async (source: StreamSource): Promise<readonly StreamRecord[]> => {
  const found: StreamRecord[] = []
  for (const shardId of await shardsOf(source))
    found.push(...(await readFrom(source, shardId, { type: 'TRIM_HORIZON' })))
  return found
}

const keyIn = ({ dynamodb }: StreamRecord): string | undefined => {
  const value = dynamodb?.Keys?.['PK']
  return value !== undefined && 'S' in value ? value.S : undefined
}

const problemOf = (error: unknown): unknown => (error as { readonly problem?: unknown }).problem

const named = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `k${String(index).padStart(4, '0')}`)

/** What every source of a stream has to do. */
export const streamSourceContract = portContract<StreamSourceUnderTest>({
  port: 'StreamSource',
  without: {
    'refusal-of-all': 'a call is about one page: its refusal is that of one',
    'partial-failure': 'a page is read whole or not at all, and can be read again',
    abort: 'the port takes no signal: a mapping that stops leaves what it reads unread',
  },
  cases: [
    {
      name: 'gives every record in the shape that Lambda delivers',
      run: async make => {
        const { source, write } = await make()
        await write(['a'])

        const [record, ...others] = await everything(source)

        equal(others.length, 0)
        equal(record?.eventName, 'INSERT')
        equal(record.dynamodb?.Keys && keyIn(record), 'a')
        ok(
          /^\d{21,40}$/.test(record.dynamodb?.SequenceNumber ?? ''),
          'its sequence number has not 21 to 40 digits',
        )
      },
    },
    {
      name: 'gives the records in the order in which they were written, with rising numbers',
      aspect: 'order',
      run: async make => {
        const { source, write } = await make()
        const keys = named(20)
        await write(keys)

        const records = await everything(source)

        deepEqual(records.map(keyIn), keys)
        const numbers = records.map(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0))
        ok(
          numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0n)),
          'the numbers do not rise',
        )
      },
    },
    {
      name: 'goes on after a number, neither with it nor behind the next one',
      run: async make => {
        const { source, write } = await make()
        await write(named(5))
        const [shardId = ''] = await shardsOf(source)
        const third = (await everything(source))[2]?.dynamodb?.SequenceNumber ?? ''

        const rest = await readFrom(source, shardId, { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: third })

        deepEqual(rest.map(keyIn), ['k0003', 'k0004'])
      },
    },
    {
      name: 'begins at the end where that is said',
      run: async make => {
        const { source, write } = await make()
        await write(['before'])
        const [shardId = ''] = await shardsOf(source)
        const iterator = await source.iterator(shardId, { type: 'LATEST' })
        await write(['after'])

        const { records } = await source.read(iterator)

        deepEqual(records.map(keyIn), ['after'])
      },
    },
    {
      name: 'gives the same records to who reads again',
      aspect: 'repetition',
      run: async make => {
        const { source, write } = await make()
        await write(named(5))

        deepEqual(await everything(source), await everything(source))
      },
    },
    {
      name: 'gives more records than one read holds, each once',
      aspect: 'big-input',
      run: async make => {
        const { source, write } = await make()
        const keys = named(1_100)
        await write(keys)

        deepEqual((await everything(source)).map(keyIn), keys)
      },
    },
    {
      name: 'rejects with what is the problem, and never takes a failure for the end of a shard',
      aspect: 'refusal-of-one',
      run: async make => {
        const { source, write, faults } = await make()
        await write(named(2))
        const [shardId = ''] = await shardsOf(source)
        const iterator = await source.iterator(shardId, { type: 'TRIM_HORIZON' })
        await needed(faults, 'breakDown', 'refusal-of-one')()
        const problems = [
          await rejectionOf(source.shards(undefined)),
          await rejectionOf(source.iterator(shardId, { type: 'TRIM_HORIZON' })),
          await rejectionOf(source.read(iterator)),
        ].map(problemOf)
        await needed(faults, 'restore', 'refusal-of-one')()

        deepEqual(problems, ['failed', 'failed', 'failed'])
        equal((await source.read(iterator)).records.length > 0, true)
      },
    },
    {
      name: 'keeps secrets out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { source, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const error = await rejectionOf(source.shards(undefined))
        await faults?.restore?.()

        holdsNone(error, secrets)
      },
    },
  ],
})
