// Plays the fault matrix: `npm run test:faults -- [--seeds N] [--seed N] [--only F7,F8] [--keys N] [--operations N]
// [--workers N] [--resume FILE] [--record]`. What is played is kept in the file of --resume, so that a run that
// was broken off goes on where it was. --record writes the result into docs/faults.json and the page.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { systemClock } from '../core/clock.ts'
import { knownFailures } from '../test/faults/known-failures/all.ts'
import { faultScenarios } from '../test/faults/scenarios.ts'
import { playAll } from './faults/play-all.ts'
import { playedIn } from './faults/played-file.ts'
import { writeRecorded } from './faults/recorded.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    seed: { type: 'string' },
    only: { type: 'string' },
    keys: { type: 'string', default: '200' },
    operations: { type: 'string', default: '2000' },
    workers: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    resume: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
})

const whole = (name: string, text: string): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  process.stderr.write(`--${name} takes a whole number from 1, not ${text}\n`)
  process.exit(2)
}

const seeds = whole('seeds', values.seeds)
const size = { keys: whole('keys', values.keys), operations: whole('operations', values.operations) }
const wanted = values.only?.split(',')
const known = [...faultScenarios, ...knownFailures].map(({ id }) => id as string)
const unknown = wanted?.find(id => !known.includes(id))
if (unknown !== undefined) {
  process.stderr.write(`There is no scenario ${unknown}; there are F1 to F38, and T1 to T31.\n`)
  process.exit(2)
}
const ids =
  wanted === undefined ? faultScenarios.map(({ id }) => id) : known.filter(id => wanted.includes(id))
const from = values.seed === undefined ? undefined : whole('seed', values.seed)
const drawn = from === undefined ? Array.from({ length: seeds }, (_, at) => at + 1) : [from]
const played = playedIn(values.resume, size)
// Seed by seed, so that a run that is broken off has tried every scenario.
const asked = drawn.flatMap(seed => ids.map(id => ({ id, seed }))).filter(each => !played.has(each))

const startedAtMs = systemClock.now()
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interrupted.abort()
  })
const { keys, operations } = size
await playAll(asked, size, whole('workers', values.workers), interrupted.signal, ended => {
  played.add(ended)
  if (ended.problems.length === 0) return
  process.stdout.write(`${ended.id} fails with seed ${ended.seed}\n`)
  for (const problem of ended.problems.slice(0, 5)) process.stdout.write(`  ${problem}\n`)
  const again = `npm run test:faults -- --only ${ended.id} --seed ${ended.seed} --keys ${keys} --operations ${operations}`
  process.stdout.write(`  again: ${again}\n`)
})
const results = played.results(ids)
const failed = results.filter(({ failures }) => failures > 0)
const seconds = Math.round((systemClock.now() - startedAtMs) / 1_000)
const plays = results.reduce((sum, each) => sum + each.seeds, 0)
process.stdout.write(
  `${plays} plays of ${keys} keys and ${operations} operations, ${asked.length} of them now, in ${seconds} s\n`,
)
if (interrupted.signal.aborted) {
  process.stdout.write('broken off: the same command with --resume goes on where it was kept\n')
  process.exitCode = 130
} else if (values.record) await writeRecorded(results, size)
process.stdout.write(`${results.length - failed.length} passed, ${failed.length} failed\n`)
if (failed.length > 0) process.exitCode = 1
