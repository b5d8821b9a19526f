import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import { memoryItemSource } from '../../adapters/memory/memory-item-source.ts'
import type { Clock } from '../../core/clock.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import type { CleanupOptions } from './cleanup.ts'
import { cleanup } from './cleanup.ts'
import type { DependentStore } from './dependent-store.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })
const secondMs = 1_000
const hourMs = 3_600_000
const toleranceMs = 1_000

const isoAt = (ms: number, offsetHours: number): string =>
  `${new Date(ms + offsetHours * hourMs).toISOString().slice(0, -1)}${offsetHours < 0 ? '-' : '+'}${String(Math.abs(offsetHours)).padStart(2, '0')}:30`

/** How a writer says when it wrote, and how far what it says may be from the truth; `undefined` tells nothing. */
interface Habit {
  readonly write: (ms: number) => AttributeValue | undefined
  readonly slackMs: number | undefined
}

const habits = {
  iso: { write: ms => ({ S: new Date(ms).toISOString() }), slackMs: 1 },
  isoEast: { write: ms => ({ S: isoAt(ms + hourMs / 2, 5) }), slackMs: 1 },
  isoWest: { write: ms => ({ S: isoAt(ms - hourMs / 2, -7) }), slackMs: 1 },
  isoSeconds: { write: ms => ({ S: `${new Date(ms).toISOString().slice(0, 19)}Z` }), slackMs: secondMs },
  isoNoZone: {
    write: ms => ({ S: new Date(ms + 9 * hourMs).toISOString().slice(0, -1) }),
    slackMs: 27 * hourMs,
  },
  date: { write: ms => ({ S: new Date(ms).toISOString().slice(0, 10) }), slackMs: 51 * hourMs },
  seconds: { write: ms => ({ N: String(Math.floor(ms / 1_000)) }), slackMs: 2 * secondMs },
  roundedSeconds: { write: ms => ({ N: String(Math.round(ms / 1_000)) }), slackMs: 2 * secondMs },
  milliseconds: { write: ms => ({ N: String(ms) }), slackMs: 1 },
  millisecondsAsText: { write: ms => ({ S: String(ms) }), slackMs: 1 },
  microseconds: { write: ms => ({ N: `${ms}000` }), slackMs: 1 },
  none: { write: () => undefined, slackMs: undefined },
  null: { write: () => ({ NULL: true }), slackMs: undefined },
  nested: { write: ms => ({ M: { at: { N: String(ms) } } }), slackMs: undefined },
  words: { write: () => ({ S: 'yesterday' }), slackMs: undefined },
  zero: { write: () => ({ N: '0' }), slackMs: undefined },
  yearOne: { write: () => ({ S: '0001-01-01T00:00:00Z' }), slackMs: undefined },
  never: { write: () => ({ S: '9999-12-31T23:59:59Z' }), slackMs: undefined },
  rfc2822: { write: ms => ({ S: new Date(ms).toUTCString() }), slackMs: undefined },
} as const satisfies Readonly<Record<string, Habit>>

type HabitName = keyof typeof habits
const slackOf = (name: HabitName): number | undefined => (habits[name] as Habit).slackMs
const names = Object.keys(habits) as HabitName[]
const habitName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...names.filter(name => slackOf(name) !== undefined)) },
  { weight: 1, arbitrary: fc.constantFrom(...names.filter(name => slackOf(name) === undefined)) },
)

type Step =
  | { readonly do: 'create'; readonly habit: HabitName }
  | { readonly do: 'remove' }
  | { readonly do: 'depend'; readonly key: number; readonly habit: HabitName }
  | { readonly do: 'deliver'; readonly which: number; readonly meanwhile: number }
  | { readonly do: 'wait'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('create' as const), habit: habitName }) },
  { weight: 2, arbitrary: fc.constant({ do: 'remove' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('depend' as const), key: fc.nat(5), habit: habitName }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('deliver' as const), which: fc.nat(9), meanwhile: fc.nat(4) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 400, 3_000, 40_000, hourMs, 80 * hourMs),
    }),
  },
)

const waiting = step.filter(({ do: what }) => what === 'wait')
const depending = step.filter(({ do: what }) => what === 'depend')
const creating = step.filter(({ do: what }) => what === 'create')
const delivering = step.filter(({ do: what }) => what === 'deliver')

/** Two generations with dependents and one delivery, and whatever may happen besides. */
const history = fc
  .tuple(
    fc.tuple(creating, depending, waiting, depending, waiting),
    fc.tuple(creating, depending, depending, delivering),
    fc.array(step, { maxLength: 25 }),
  )
  .map(([first, second, more]): readonly Step[] => [...first, { do: 'remove' }, ...second, ...more])

interface Child {
  readonly generation: number
  readonly atMs: number
  readonly habit: HabitName
}

type How = 'time' | 'id'

const optionsFor = (how: How): Pick<CleanupOptions<never>, 'createdAttribute' | 'generationAttribute'> =>
  how === 'time' ? {} : { generationAttribute: { parent: 'id', dependents: 'owner.id' } }

/** A parent, its children and what clean-up does to them, each step at a time of its own. */
const world = (how: How, hasSource: boolean) => {
  const table = memoryDependentStore(['PK', 'SK'], 2)
  const source = memoryItemSource()
  const children = new Map<string, Child>()
  /** Dependents of a parent that lived in the moment in which they were deleted. */
  const wronged: string[] = []
  const removals: { readonly generation: number; readonly record: StreamRecord }[] = []
  let nowMs = Date.UTC(2026, 0)
  let generation = 0
  let living: { readonly atMs: number; readonly habit: HabitName; readonly item: Image } | undefined

  const told = (habit: HabitName, name: string): Image => {
    const value = habits[habit].write(nowMs)
    return value === undefined ? {} : { [name]: value }
  }
  const create = (habit: HabitName): void => {
    if (living !== undefined) return
    generation += 1
    const item = { PK: { S: 'a' }, id: { S: `g${generation}` }, ...told(habit, 'createdAt') }
    living = { atMs: nowMs, habit, item }
    table.put(item)
    source.put(item)
  }
  const remove = (): void => {
    if (living === undefined) return
    const before = { ...living.item }
    removals.push({ generation, record: recordOf({ seq: generation, key: 'a', kind: 'REMOVE', before }) })
    table.delete({ PK: { S: 'a' } })
    source.delete({ PK: { S: 'a' } })
    living = undefined
  }
  const depend = (key: string, habit: HabitName): void => {
    if (living === undefined) return
    const owner: Image = slackOf(habit) === undefined ? {} : { owner: { M: { id: { S: `g${generation}` } } } }
    table.put({ PK: { S: 'kids' }, SK: { S: key }, ...owner, ...told(habit, 'createdAt') })
    children.set(key, { generation, atMs: nowMs, habit })
  }
  const write = (one: Step): void => {
    nowMs += 1
    if (one.do === 'create') create(one.habit)
    if (one.do === 'remove') remove()
    if (one.do === 'depend') depend(`kid ${one.key}`, one.habit)
    if (one.do === 'wait') nowMs += one.ms
  }

  const checkDeleted = (): void => {
    const there = new Set(table.items().map(({ SK }) => (SK !== undefined && 'S' in SK ? SK.S : '')))
    for (const [key, child] of children) {
      if (there.has(key)) continue
      if (living !== undefined && child.generation === generation) wronged.push(key)
      children.delete(key)
    }
  }
  /** Others write between any two calls of the store. */
  const amongOthers = (others: Step[]): DependentStore => {
    const between = async <T>(call: () => Promise<T>): Promise<T> => {
      const next = others.shift()
      if (next !== undefined) write(next)
      const result = await call()
      checkDeleted()
      return result
    }
    return {
      page: async (...query) => between(async () => table.page(...query)),
      parent: async (...address) => between(async () => table.parent(...address)),
      removeWithoutParent: async (...which) => between(async () => table.removeWithoutParent(...which)),
      removeAsSeen: async (...which) => between(async () => table.removeAsSeen(...which)),
    }
  }

  const clock: Clock = { now: () => nowMs, wait: async () => new Promise(() => undefined) }
  const isProvable = (child: Child): boolean => {
    if (living === undefined) return true
    const [own, parents] = [slackOf(child.habit), slackOf(living.habit)]
    if (how === 'id') return own !== undefined
    return (
      own !== undefined && parents !== undefined && living.atMs - child.atMs > own + parents + toleranceMs
    )
  }

  const deliver = async (which: number, others: Step[]): Promise<void> => {
    const removal = removals[which % Math.max(1, removals.length)]
    if (removal === undefined) return
    const isQuiet = others.length === 0
    const takeAlong = cleanup({
      filter: when(Thing).on('REMOVE'),
      dependents: amongOthers(others),
      of: () => [{ partitionKey: { name: 'PK', value: 'kids' } }],
      ...optionsFor(how),
    })
    const options = { clock, deadlineAtMs: nowMs + 1e13, ...(hasSource && { items: source }) }
    const f = functionOf([takeAlong], options)
    const reported = await f.invoke([removal.record])
    const reasons = (await f.parked()).map(({ reason }) => reason.code)
    expect(wronged, 'dependents of a living parent').toEqual([])
    if (!isQuiet) return
    expect(reported).toEqual([])
    const left = [...children.values()].filter(child => child.generation === removal.generation)
    expect(left.filter(isProvable), 'what is provable').toEqual([])
    expect(reasons, 'what is left is said').toEqual(
      left.length > 0 ? ['cleanup.generation-unknown'] : reasons.filter(code => code.startsWith('cleanup.')),
    )
    if (living === undefined) expect(reasons).toEqual([])
  }

  return { write, deliver }
}

const run = async (steps: readonly Step[], how: How, hasSource: boolean): Promise<void> => {
  const { write, deliver } = world(how, hasSource)
  for (const [index, each] of steps.entries()) {
    if (each.do !== 'deliver') write(each)
    else {
      const later = steps.slice(index + 1, index + 1 + each.meanwhile)
      await deliver(
        each.which,
        later.filter(({ do: what }) => what !== 'deliver'),
      )
    }
  }
}

describe('clean-up', () => {
  it.each<[How, boolean]>([
    ['time', false],
    ['time', true],
    ['id', false],
  ])(
    'deletes by %s no dependent of a living parent, all that are provably older, and says what is left',
    async (how, hasSource) => {
      await fc.assert(
        fc.asyncProperty(history, async steps => run(steps, how, hasSource)),
        { numRuns: 500 },
      )
    },
    30_000,
  )
})
