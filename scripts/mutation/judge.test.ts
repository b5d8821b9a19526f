import { describe, expect, it } from 'vitest'
import { judgeIn } from './judge.ts'
import { mutantsOf } from './mutants-of.ts'
import type { Answer, TestOrder } from './orders.ts'

const mutants = mutantsOf('a.ts', 'const y = [0, 10, 20]').map((mutant, number) => ({ mutant, number }))

/** A test file, as it would be: its tests by name, with the mutants that they reach and those that they notice. */
interface FakeFile {
  readonly tests: Readonly<
    Record<string, { readonly meets: readonly number[]; readonly notices?: readonly number[] }>
  >
  /** Met by modules as long as they are imported. */
  readonly imports?: readonly number[]
  /** Tests that fail when they are run by themselves. */
  readonly dependent?: readonly string[]
  readonly hangsOn?: number
  /** After this mutant everything fails until there is a new thread. */
  readonly spoiledBy?: number
  readonly isBroken?: boolean
  readonly cpuMs?: number
}

const workshopOf = (files: Readonly<Record<string, FakeFile>>) => {
  const orders: TestOrder[] = []
  const imported = new Set<string>()
  let isSpoiled = false

  const failed = (file: FakeFile, { mutant = -1, only, fresh }: TestOrder): string | undefined => {
    const names = Object.keys(file.tests).filter(name => only?.includes(name) ?? true)
    if (isSpoiled || file.isBroken === true) return names[0]
    const isAlone = (name: string): boolean => only !== undefined && (file.dependent?.includes(name) ?? false)
    if (fresh && file.imports?.includes(mutant)) return names[0]
    return names.find(name => isAlone(name) || file.tests[name]?.notices?.includes(mutant))
  }

  const run = async (order: TestOrder): Promise<Answer> => {
    orders.push(order)
    const file = files[order.test]!
    if (order.inNewThread === true) isSpoiled = false
    const isFirst = !imported.has(order.test)
    imported.add(order.test)
    const test = failed(file, order)
    if (order.mutant !== undefined && order.mutant === file.spoiledBy) isSpoiled = true
    if (order.mutant !== undefined && order.mutant === file.hangsOn) return { type: 'timed-out', ms: 9 }
    const reached = {
      outside: new Map((isFirst ? (file.imports ?? []) : []).map(number => [number, 1])),
      tests: new Map(Object.entries(file.tests).map(([name, { meets }]) => [name, meets])),
    }
    const { cpuMs = 1 } = file
    return test === undefined
      ? { type: 'passed', ms: 1, cpuMs, reached }
      : { type: 'failed', ms: 1, cpuMs, test, reached }
  }
  return { orders, run }
}

const judged = async (files: Readonly<Record<string, FakeFile>>, limit = 12) => {
  const workshop = workshopOf(files)
  const warnings: string[] = []
  const verdicts: string[] = []
  const judge = judgeIn(workshop, limit, text => warnings.push(text))
  await judge(mutants, Object.keys(files), ({ mutant, status, by, tests }) =>
    verdicts.push(`${mutant.change}: ${status} by ${by ?? 'none'} of ${tests}`),
  )
  const asked = workshop.orders.filter(({ mutant }) => mutant !== undefined)
  return { verdicts: verdicts.toSorted(), warnings, asked, orders: workshop.orders }
}

describe('judging the mutants of a source file', () => {
  it('asks the nearest file first, and only about what it reaches', async () => {
    const { verdicts, asked } = await judged({
      'a.test.ts': { tests: { one: { meets: [0], notices: [0] }, two: { meets: [1] } } },
      'b.test.ts': { tests: { one: { meets: [0, 1], notices: [1] } } },
    })

    expect(verdicts).toEqual([
      '0 -> 1: killed by a.test.ts of 1',
      '10 -> 11: killed by b.test.ts of 2',
      '20 -> 21: survived by none of 0',
    ])
    expect(asked.map(({ test, mutant, only }) => [test, mutant, only])).toEqual([
      ['a.test.ts', 0, ['one']],
      ['a.test.ts', 1, ['two']],
      ['b.test.ts', 1, ['one']],
    ])
  })

  it('asks no more files than it may', async () => {
    const meets = { tests: { one: { meets: [0], notices: [] } } }
    const { asked } = await judged({ 'a.test.ts': meets, 'b.test.ts': meets, 'c.test.ts': meets }, 2)

    expect(asked.map(({ test }) => test)).toEqual(['a.test.ts', 'b.test.ts'])
  })

  it('imports modules anew for what they meet while they are imported', async () => {
    const { verdicts, asked } = await judged({ 'a.test.ts': { tests: { one: { meets: [] } }, imports: [2] } })

    expect(verdicts).toContain('20 -> 21: killed by a.test.ts of 1')
    expect(asked).toMatchObject([{ mutant: 2, fresh: true }])
  })

  it('counts a test that hangs as one that notices', async () => {
    const { verdicts } = await judged({ 'a.test.ts': { tests: { one: { meets: [0] } }, hangsOn: 0 } })

    expect(verdicts).toContain('0 -> 1: timed-out by a.test.ts of 1')
  })

  it('does not believe a test that fails by itself too, and runs the whole file', async () => {
    const { verdicts, asked } = await judged({
      'a.test.ts': { tests: { one: { meets: [] }, two: { meets: [0] } }, dependent: ['two'] },
    })

    expect(verdicts).toContain('0 -> 1: survived by none of 1')
    expect(asked.map(({ only }) => only)).toEqual([['two'], undefined])
  })

  it('judges again, each in a new thread, what was noticed where the file fails afterwards without a mutant', async () => {
    const { verdicts } = await judged({
      'a.test.ts': { tests: { one: { meets: [0, 1], notices: [0] } }, spoiledBy: 0 },
    })

    expect(verdicts).toContain('0 -> 1: killed by a.test.ts of 1')
    expect(verdicts).toContain('10 -> 11: survived by none of 1')
  })

  it('does not ask a test that fails without any change', async () => {
    const { verdicts, warnings } = await judged({
      'a.test.ts': { tests: { one: { meets: [0], notices: [0] } }, isBroken: true },
    })

    expect(verdicts).toContain('0 -> 1: survived by none of 0')
    expect(warnings).toEqual(['a.test.ts failed without any change: it is left out ()'])
  })

  it('asks a slow file last, about whom nobody else has noticed', async () => {
    const { asked } = await judged({
      'slow.test.ts': { tests: { one: { meets: [0, 1] } }, cpuMs: 60_000 },
      'quick.test.ts': { tests: { one: { meets: [0, 1], notices: [0] } } },
    })

    expect(asked.map(({ test, mutant }) => [test, mutant])).toEqual([
      ['quick.test.ts', 0],
      ['quick.test.ts', 1],
      ['slow.test.ts', 1],
    ])
  })
})
