import { deepEqual, equal } from 'node:assert/strict'
import type { NumberRequest, TakenNumber, VersionCounters } from '../../core/version/version-counters.ts'
import { portContract } from './contract.ts'
import { afterAbort, holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** Counters that nobody has asked yet. */
export interface VersionCountersUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly counters: VersionCounters
  /** The same counters as another process has them, where there can be one. */
  readonly others?: VersionCounters
}

const wish = (position: string, more: Partial<NumberRequest> = {}): NumberRequest => ({
  scope: 'index',
  key: 'item',
  position,
  ...more,
})

const takeOne = async (
  counters: VersionCounters,
  ...request: Parameters<typeof wish>
): Promise<TakenNumber> => {
  const [taken, ...more] = await counters.take([wish(...request)])
  deepEqual(more, [])
  if (taken === undefined) throw new Error('nothing was answered')
  return taken
}

const greatest = '9223372036854775807'

/** What all counters of versions have to do, wherever they are. `make` gives ones that nobody has asked. */
export const versionCountersContract = portContract<VersionCountersUnderTest>({
  port: 'VersionCounters',
  without: {
    'refusal-of-one': 'a number is a number: there is no content that could be refused',
  },
  cases: [
    {
      name: 'count from 1, one for each record that is further on',
      aspect: 'order',
      run: async make => {
        const { counters } = await make()

        deepEqual(await takeOne(counters, '03'), { number: '1', position: '03' })
        deepEqual(await takeOne(counters, '05'), { number: '2', position: '05' })
        deepEqual(await takeOne(counters, '06'), { number: '3', position: '06' })
      },
    },
    {
      name: 'give a record that asks again the number that it has',
      aspect: 'repetition',
      run: async make => {
        const { counters, others = counters } = await make()
        const first = await takeOne(counters, '03')

        deepEqual(await takeOne(counters, '03'), first)
        deepEqual(await takeOne(others, '03'), first)
      },
    },
    {
      name: 'tell a record that was overtaken how far others are, and change nothing',
      run: async make => {
        const { counters } = await make()
        await takeOne(counters, '03')
        const later = await takeOne(counters, '05')

        deepEqual(await takeOne(counters, '04'), later)
        deepEqual(await takeOne(counters, '03'), later)
        deepEqual(await takeOne(counters, '05'), later)
      },
    },
    {
      name: 'begin above what they are asked to',
      run: async make => {
        const { counters } = await make()

        deepEqual(await takeOne(counters, '03', { above: '41' }), { number: '42', position: '03' })
        deepEqual(await takeOne(counters, '04', { above: '7' }), { number: '43', position: '04' })
      },
    },
    {
      name: 'are raised above what they are asked to, wherever the record stands, and keep the furthest place',
      run: async make => {
        const { counters } = await make()
        await takeOne(counters, '05')

        deepEqual(await takeOne(counters, '05', { above: '1' }), { number: '2', position: '05' })
        deepEqual(await takeOne(counters, '03', { above: '9' }), { number: '10', position: '05' })
        deepEqual(await takeOne(counters, '03', { above: '9' }), { number: '10', position: '05' })
        deepEqual(await takeOne(counters, '06', { above: '20' }), { number: '21', position: '06' })
      },
    },
    {
      name: 'have every digit of a version',
      run: async make => {
        const { counters } = await make()
        const above = String(BigInt(greatest) - 2n)

        equal((await takeOne(counters, '03', { above })).number, String(BigInt(greatest) - 1n))
        equal((await takeOne(counters, '04')).number, greatest)
      },
    },
    {
      name: 'are told apart by scope and key, whatever is in them',
      run: async make => {
        const { counters } = await make()
        const long = 'k'.repeat(5_000)
        const places: readonly Partial<NumberRequest>[] = [
          { scope: 'a', key: 'b#c' },
          { scope: 'a#b', key: 'c' },
          { scope: '', key: '' },
          { scope: '@a', key: '\u0000"\u2028\n' },
          { key: `${long}1` },
          { key: `${long}2` },
        ]
        const requests = places.map(place => wish('01', place))

        deepEqual(
          await counters.take(requests),
          requests.map(() => ({ number: '1', position: '01' })),
        )
        deepEqual(await counters.take([wish('02', places[1])]), [{ number: '2', position: '02' }])
        deepEqual(await counters.take([wish('01', places[0])]), [{ number: '1', position: '01' }])
      },
    },
    {
      name: 'give no two records of an item one number, whoever asks at the same time',
      run: async make => {
        const { counters, others = counters } = await make()
        const positions = Array.from({ length: 12 }, (_, at) => String(at + 10))
        const asking = positions.flatMap(position =>
          [counters, others].map(async from => takeOne(from, position)),
        )
        const taken = await Promise.all(asking)

        // Who was overtaken is told the overtaker's: so a number and a place always go together.
        const pairs = new Map(taken.map(({ number, position }) => [number, position]))
        for (const { number, position } of taken) equal(pairs.get(number), position)
        equal(new Set(pairs.values()).size, pairs.size)
        equal((await takeOne(counters, '99')).number, String(pairs.size + 1))
      },
    },
    {
      name: 'answer many wishes in their order, and nothing for none',
      aspect: 'big-input',
      run: async make => {
        const { counters } = await make()
        const requests = Array.from({ length: 120 }, (_, at) => wish(`p${at}`, { key: `item ${at}` }))

        deepEqual(
          (await counters.take(requests)).map(({ position }) => position),
          requests.map(({ position }) => position),
        )
        deepEqual(await counters.take([]), [])
      },
    },
    {
      name: 'reject what they could not settle, and answer the next try',
      aspect: 'refusal-of-all',
      run: async make => {
        const { counters, faults } = await make()
        await needed(faults, 'breakDown', 'refusal-of-all')()
        await rejectionOf(counters.take([wish('03')]))
        await needed(faults, 'restore', 'refusal-of-all')()

        deepEqual(await takeOne(counters, '03'), { number: '1', position: '03' })
      },
    },
    {
      name: 'give the same numbers again after a call that failed halfway',
      aspect: 'partial-failure',
      run: async make => {
        const { counters, faults } = await make()
        const requests = Array.from({ length: 40 }, (_, at) => wish('01', { key: `item ${at}` }))
        needed(faults, 'breakAfterOne', 'partial-failure')()
        await rejectionOf(counters.take(requests))
        await needed(faults, 'restore', 'partial-failure')()

        deepEqual(
          await counters.take(requests),
          requests.map(() => ({ number: '1', position: '01' })),
        )
      },
    },
    {
      name: 'let nobody wait whose time is over',
      aspect: 'abort',
      run: async make => {
        const { counters, faults } = await make()
        const hang = needed(faults, 'hang', 'abort')

        await rejectionOf(afterAbort(hang, async signal => counters.take([wish('03')], signal)))
        await needed(faults, 'restore', 'abort')()
      },
    },
    {
      name: 'keep secrets out of their errors',
      aspect: 'secrets',
      run: async make => {
        const { counters, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const error = await rejectionOf(counters.take([wish('03')]))
        await faults?.restore?.()

        holdsNone(error, secrets)
      },
    },
  ],
})
