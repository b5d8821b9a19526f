import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { memoryVersionCounters } from '../../adapters/memory/memory-version-counters.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { changeOf } from '../../core/change/change-of.ts'
import { everything } from '../../core/filter/words.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { ledgerVersion } from '../../core/version/ledger-version.ts'
import type { NumberRequest, TakenNumber, VersionCounters } from '../../core/version/version-counters.ts'
import { outcomesOf } from '../../test/support/outcomes.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { projectionOf } from './document-for.ts'
import { searchIndex } from './search-index.ts'
import type { SearchPlan } from './search-plan.ts'
import { Task } from './search-plan.ts'
import { takeNumbers, withNumbers } from './take-numbers.ts'

const { signal } = new AbortController()

const planWith = (counters: VersionCounters) => {
  const projection = projectionOf(
    'things',
    'p:',
    undefined,
    () => ({}),
    () => undefined,
  )
  const version = ledgerVersion({ counters })
  return { name: 'things', scope: 'index', version, projection } as unknown as SearchPlan
}

const taskAt = (seq: number, key = 'a'): Task => {
  const last = changeOf(viewOf(recordOf({ seq, key })), 'MODIFY', undefined) as AnyChange
  return new Task({ key, changes: [last], last }, last, [key], '0')
}

/** Counters that note what they are asked for. */
const watched = (answers?: readonly TakenNumber[]) => {
  const inner = memoryVersionCounters()
  const asked: (readonly NumberRequest[])[] = []
  const counters: VersionCounters = {
    take: async (requests, aborting) => {
      asked.push(requests)
      return answers ?? inner.take(requests, aborting)
    },
  }
  return { asked, counters }
}

describe('numbers of counters', () => {
  it('are asked for by index, item and place in the stream, above what stands where something does', async () => {
    const { asked, counters } = watched()
    const wishes = [{ task: taskAt(1, 'a') }, { task: taskAt(2, 'b'), stands: '7' }]

    const taken = await takeNumbers(planWith(counters), counters, wishes, signal)

    expect(taken.map(([wish, { number }]) => [wish, number])).toEqual([
      [wishes[0], '1'],
      [wishes[1], '8'],
    ])
    const place = { scope: 'p:@index', position: expect.stringMatching(/#0+[12]$/) as string }
    expect(asked.flat()).toStrictEqual([
      { ...place, key: 'a' },
      { ...place, key: 'b', above: '7' },
    ])
  })

  it('are not asked for where nothing wants one', async () => {
    const { asked, counters } = watched()

    expect(await takeNumbers(planWith(counters), counters, [], signal)).toEqual([])
    expect(asked).toEqual([])
  })

  it.each<[string, readonly (TakenNumber | undefined)[]]>([
    ['too few', [{ number: '1', position: '' }]],
    ['one left out', [undefined, { number: '1', position: '' }]],
  ])('fail all where answers are %s', async (_, answers) => {
    const { counters } = watched(answers as readonly TakenNumber[])

    await expect(
      withNumbers(planWith(counters), [taskAt(1, 'a'), taskAt(1, 'b')], signal),
    ).rejects.toMatchObject({ code: 'sink.unavailable' })
  })

  it('say whether a later record of the item was there before', async () => {
    const plan = planWith(memoryVersionCounters())
    const numbered = async (seq: number): Promise<readonly [string, boolean]> => {
      const [task] = await withNumbers(plan, [taskAt(seq)], signal)
      return [task?.version ?? '', task?.isOvertaken === true]
    }

    expect([await numbered(5), await numbered(5), await numbered(4), await numbered(6)]).toEqual([
      ['1', false],
      ['1', false],
      ['1', true],
      ['2', false],
    ])
  })

  it('leave to the later record what it has taken a number for, also before it is written', async () => {
    const store = memorySearchStore()
    const counters = memoryVersionCounters()
    const index = searchIndex({
      filter: everything(),
      store,
      index: 'things',
      version: ledgerVersion({ counters }),
      document: () => ({}),
    })
    const down = searchIndex({
      filter: everything(),
      store: { ...store, write: async () => Promise.reject(new Error('down')) },
      index: 'things',
      version: ledgerVersion({ counters }),
      document: () => ({}),
    })
    await functionOf([down]).invoke([recordOf({ seq: 5 })])

    expect(await outcomesOf(functionOf([index]), [recordOf({ seq: 4, kind: 'INSERT' })])).toEqual([
      'unchanged',
    ])

    expect(await store.look({ index: 'things', ids: ['a'] })).toEqual([{ found: false }])
  })
})
