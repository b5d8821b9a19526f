import { describe, expect, it } from 'vitest'
import type { TestVerdict } from './judge.ts'
import { judgeIn } from './judge.ts'
import type { Mutant } from './mutant.ts'
import { mutantsOf } from './mutants-of.ts'

const mutants = mutantsOf('a.ts', 'const y = [0, 10, 20]')
const [first, second, third] = mutants as readonly [Mutant, Mutant, Mutant]

/** Answers of tests by the change that is in the workshop: `10 -> 11`, or `none`. */
const judgeWith = (answers: Readonly<Record<string, Readonly<Record<string, TestVerdict['type']>>>>) => {
  let change = 'none'
  const runs: string[] = []
  const warnings: string[] = []
  const judge = judgeIn(
    {
      change: mutant => {
        change = mutant?.change ?? 'none'
      },
      run: async (test, limitMs) => {
        runs.push(`${test} on ${change} for ${limitMs}`)
        return Promise.resolve({ type: answers[test]?.[change] ?? 'passed', ms: 100 })
      },
    },
    text => warnings.push(text),
  )
  return { judge, runs, warnings }
}

describe('judging a mutant', () => {
  it('tries each test without the change first, and gives it five times as long with it', async () => {
    const { judge, runs } = judgeWith({})

    const verdict = await judge(first, ['a.test.ts'])

    expect(verdict).toEqual({ mutant: first, status: 'survived', ms: 100 })
    expect(runs).toEqual(['a.test.ts on none for 120000', 'a.test.ts on 0 -> 1 for 15500'])
  })

  it('ends with the first test that fails, or hangs', async () => {
    const { judge, runs } = judgeWith({
      'b.test.ts': { '0 -> 1': 'failed', '10 -> 11': 'timed-out' },
    })
    const tests = ['a.test.ts', 'b.test.ts', 'c.test.ts']

    expect(await judge(first, tests)).toMatchObject({ status: 'killed', by: 'b.test.ts' })
    expect(await judge(second, tests)).toMatchObject({ status: 'timed-out', by: 'b.test.ts' })
    expect(runs.filter(run => run.startsWith('c.test.ts'))).toEqual([])
  })

  it('begins with the test that noticed the last mutant of the file', async () => {
    const { judge, runs } = judgeWith({ 'b.test.ts': { '0 -> 1': 'failed', '20 -> 21': 'failed' } })
    const tests = ['a.test.ts', 'b.test.ts']
    await judge(first, tests)
    runs.length = 0

    await judge(third, tests)

    expect(runs).toEqual(['b.test.ts on 20 -> 21 for 15500'])
  })

  it('does not ask a test that fails without any change', async () => {
    const { judge, warnings } = judgeWith({ 'a.test.ts': { none: 'failed', '0 -> 1': 'failed' } })

    expect(await judge(first, ['a.test.ts'])).toMatchObject({ status: 'survived' })
    expect(warnings).toEqual(['a.test.ts failed without any change: it is left out'])
  })
})
