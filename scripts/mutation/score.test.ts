import { describe, expect, it } from 'vitest'
import type { Verdict } from './judge.ts'
import { mutantsOf } from './mutants-of.ts'
import { sampleOf } from './sample.ts'
import { scoresOf, scoreTable } from './score.ts'
import { allowedBy, staleEntries } from './survivors.ts'

const text = Array.from({ length: 40 }, (_, index) => `const n${index} = ${index}`).join('\n')
const mutants = mutantsOf('core/a/b/c.ts', text)

describe('a sample', () => {
  it('is the same for a seed, another for another, and in the order of the files', () => {
    const sample = sampleOf(mutants, 10, 1)

    expect(sample).toHaveLength(10)
    expect(sampleOf(mutants, 10, 1)).toEqual(sample)
    expect(sampleOf(mutants, 10, 2)).not.toEqual(sample)
    expect(sample).toEqual(mutants.filter(mutant => sample.includes(mutant)))
  })

  it('stays what it was where other lines change', () => {
    const lines = (all: typeof mutants): readonly string[] => sampleOf(all, 10, 1).map(({ line }) => line)
    const changed = mutantsOf('core/a/b/c.ts', `\n${text.replace('n39 = 39', 'n39 = 40')}`)

    const kept = lines(changed).filter(line => lines(mutants).includes(line))

    expect(kept.length).toBeGreaterThanOrEqual(9)
  })
})

describe('the list of survivors', () => {
  const [one] = mutantsOf('a.ts', 'const y = 1')
  const entry = {
    file: 'a.ts',
    mutator: 'literal',
    line: 'const y = 1',
    change: '1 -> 0',
    reason: 'for a test',
  }

  it('allows exactly the mutant that it names', () => {
    const isAllowed = allowedBy([entry])

    expect(mutantsOf('a.ts', '\n  const y = 1').map(isAllowed)).toEqual([true])
    expect(mutantsOf('a.ts', 'const y = 2').map(isAllowed)).toEqual([false])
    expect(mutantsOf('a.ts', 'const y = 1; const z = 1').map(isAllowed)).toEqual([false, false])
  })

  it('is stale where it names what is not there, or gives no reason', () => {
    const gone = { ...entry, line: 'const y = 3' }
    const unexplained = { ...entry, reason: ' ' }

    expect(staleEntries([entry, gone, unexplained], one === undefined ? [] : [one])).toEqual([
      gone,
      unexplained,
    ])
  })
})

describe('a score', () => {
  it('counts by room, and what is on the list apart', () => {
    const statuses = ['killed', 'killed', 'timed-out', 'survived', 'survived', 'survived'] as const
    const verdicts = statuses.map((status, index) => ({
      mutant: mutants[index],
      status,
      ms: 1,
      tests: index === 5 ? 0 : 1,
    })) as Verdict[]
    const elsewhere = {
      mutant: { ...mutants[0], file: 'core/z.ts' },
      status: 'killed',
      ms: 1,
      tests: 1,
    } as Verdict

    const scores = scoresOf([...verdicts, elsewhere], mutant => mutant === mutants[4])

    expect(scoreTable(scores).split('\n').slice(2)).toEqual([
      '| core | 1 | 1 | 0 | 0 | 0 | 0 | 100.0 % |',
      '| core/a | 6 | 2 | 1 | 1 | 1 | 1 | 50.0 % |',
    ])
  })
})
