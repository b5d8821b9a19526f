import { expect, it } from 'vitest'
import { playMapping } from './run.ts'

const seeds = Number(process.env['TAILRACE_SEEDS'] ?? 400)

it(`delivers everything in order, and discards nothing untold, whatever happens (${seeds} seeds)`, async () => {
  const failures: string[] = []

  for (let seed = 1; seed <= seeds && failures.length < 5; seed += 1) {
    const problems = await playMapping(seed)
    failures.push(...problems.slice(0, 3).map(problem => `seed ${seed}: ${problem}`))
  }

  expect(failures).toEqual([])
}, 600_000)
