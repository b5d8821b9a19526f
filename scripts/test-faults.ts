// Plays the fault matrix: `npm run test:faults`; `--help` says with which options, `docs/faults.md` what it promises.
import { availableParallelism } from 'node:os'
import { systemClock } from '../core/clock.ts'
import { knownFailures } from '../test/faults/known-failures/all.ts'
import { faultScenarios } from '../test/faults/scenarios.ts'
import { playSoak } from '../test/faults/soak/play-soak.ts'
import { deliberateBreaks } from './faults/breaks.ts'
import { faultOptions, faultUsage } from './faults/fault-options.ts'
import { playAll } from './faults/play-all.ts'
import { playBreaks } from './faults/play-breaks.ts'
import { playedIn } from './faults/played-file.ts'
import { writeNoticed, writeRecorded } from './faults/recorded.ts'

const values = faultOptions(process.argv.slice(2))
if (typeof values === 'string') {
  process.stderr.write(`${values}\n`)
  process.exit(2)
}
if (values.help) {
  process.stdout.write(faultUsage)
  process.exit(0)
}

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

/** Ends the process: there is nothing else to do then. */
const playMutations = async (): Promise<void> => {
  let missed = 0
  await playBreaks(process.cwd(), deliberateBreaks, interrupted.signal, ({ broken, missedBy, error }) => {
    const { of, does, file, noticedBy } = broken
    const isNoticed = missedBy.length === 0 && error === undefined
    if (!isNoticed) missed += 1
    const words = isNoticed
      ? `noticed by ${noticedBy.join()}`
      : `not noticed by ${missedBy.join()}, in ${file}`
    process.stdout.write(`${of}: ${does}: ${words}${error === undefined ? '' : `: ${error}`}\n`)
  })
  if (values.record && missed === 0 && !interrupted.signal.aborted) await writeNoticed(deliberateBreaks)
  process.stdout.write(`${deliberateBreaks.length - missed} noticed, ${missed} not\n`)
  process.exit(interrupted.signal.aborted ? 130 : missed > 0 ? 1 : 0)
}
/** Ends the process too. */
const soak = async (minutes: number): Promise<void> => {
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  const { writes, kills, parked, settledMs, heapMb, problems } = await playSoak(from ?? 1, minutes, say)
  const [early, late] = heapMb
  say(
    `${writes} writes; SIGKILL: ${kills.search} times OpenSearch, ${kills.cache} times Redis, ${kills.mappings} times a mapping; ${parked} parked`,
  )
  say(
    `at rest ${Math.round(settledMs / 1_000)} s after the last write; heap ${early} MB a third of the way, ${late} MB at the end`,
  )
  for (const problem of problems.slice(0, 20)) say(`  ${problem}`)
  say(`${problems.length === 0 ? 1 : 0} passed, ${problems.length === 0 ? 0 : 1} failed`)
  process.exit(problems.length === 0 ? 0 : 1)
}

if (values.mutations) await playMutations()
if (values.soak !== undefined) await soak(whole('soak', values.soak))

const { keys, operations } = size
await playAll(
  asked,
  size,
  whole('workers', values.workers ?? String(Math.min(2, availableParallelism()))),
  interrupted.signal,
  ended => {
    played.add(ended)
    if (ended.problems.length === 0) return
    process.stdout.write(`${ended.id} fails with seed ${ended.seed}\n`)
    for (const problem of ended.problems.slice(0, 5)) process.stdout.write(`  ${problem}\n`)
    const again = `npm run test:faults -- --only ${ended.id} --seed ${ended.seed} --keys ${keys} --operations ${operations}`
    process.stdout.write(`  again: ${again}\n`)
  },
)
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
