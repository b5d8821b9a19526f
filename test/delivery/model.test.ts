import { expect, it } from 'vitest'
import { givenUp, lost, misordered, parkedTooSoon, repeated, stale } from './invariants.ts'
import { playDelivery } from './play.ts'

const seeds = Number(process.env['TAILRACE_SEEDS'] ?? 1_000)

it(`loses nothing, keeps order, and ends right, whatever goes wrong (${seeds} seeds)`, async () => {
  const failures: string[] = []

  for (let seed = 1; seed <= seeds && failures.length < 5; seed += 1) {
    const story = await playDelivery(seed)
    const problems = [lost, repeated, misordered, stale, parkedTooSoon, givenUp].flatMap(check =>
      check(story),
    )
    failures.push(...problems.map(problem => `seed ${seed}: ${problem}`))
  }

  expect(failures).toEqual([])
}, 600_000)
