// Changes the code on purpose and looks whether a test notices: docs/mutation.md.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { importersOf } from './mutation/import-graph.ts'
import type { Verdict } from './mutation/judge.ts'
import { judgeIn } from './mutation/judge.ts'
import type { NumberedMutant } from './mutation/instrumented.ts'
import { keptVerdicts } from './mutation/kept-verdicts.ts'
import type { Mutant } from './mutation/mutant.ts'
import { mutantsOf } from './mutation/mutants-of.ts'
import { nearestTests } from './mutation/nearest-tests.ts'
import { everyRoom, mutationOptions } from './mutation/options.ts'
import { sampleOf } from './mutation/sample.ts'
import { scoresOf, scoreTable } from './mutation/score.ts'
import type { AllowedSurvivor } from './mutation/survivors.ts'
import { allowedBy, staleEntries } from './mutation/survivors.ts'
import { openWorkshop } from './mutation/workshop.ts'

const root = process.cwd()
const options = mutationOptions(process.argv.slice(2))
const read = (file: string): string => readFileSync(file, 'utf8')
const say = (text: string): void => void process.stderr.write(`${text}\n`)

const files = spawnSync('git', ['ls-files', '-coz', '--exclude-standard'], { encoding: 'utf8' })
  .stdout.split('\0')
  .filter(Boolean)
const isSource = (file: string): boolean => file.endsWith('.ts') && !/\.(test|d)\.ts$/.test(file)
const isIn = (room: string, file: string): boolean => file === room || file.startsWith(`${room}/`)
const mutantsIn = (room: string): readonly Mutant[] =>
  files.filter(file => isSource(file) && isIn(room, file)).flatMap(file => mutantsOf(file, read(file)))

const survivors = JSON.parse(read('test/mutation/survivors.json')) as readonly AllowedSurvivor[]
const isAllowed = allowedBy(survivors)
const stale = staleEntries(survivors, everyRoom.flatMap(mutantsIn))
for (const { file, mutator, line } of stale)
  say(`test/mutation/survivors.json: nothing fits ${mutator} in ${file}: ${line}`)

const asked = options.rooms.flatMap(room => {
  const mutants = mutantsIn(room)
  return options.sample === undefined ? mutants : sampleOf(mutants, options.sample, options.seed)
})

const importers = importersOf(
  files.filter(file => file.endsWith('.ts')),
  read,
)
const testsOf = ([first]: readonly NumberedMutant[]): readonly string[] =>
  first === undefined ? [] : nearestTests(first.mutant.file, importers)
const kept = keptVerdicts(options.results, read)
const verdicts: Verdict[] = asked.flatMap(mutant => kept.find(mutant) ?? [])
const numbered = asked
  .filter(mutant => kept.find(mutant) === undefined)
  .map((mutant, number): NumberedMutant => ({ mutant, number }))

const told = ({ status, mutant, by, ms, tests }: Verdict): string =>
  `${status.padEnd(9)} ${mutant.file}:${mutant.lineNumber} ${mutant.mutator}: ${mutant.change} (${by ?? (tests === 0 ? 'no test reaches it' : `${tests} test files`)}, ${ms} ms)`

const work = async (queue: (readonly NumberedMutant[])[]): Promise<void> => {
  const workshop = openWorkshop(root, files, numbered)
  process.on('exit', workshop.close)
  const judge = judgeIn(workshop, options.tests, say)
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    await judge(next, testsOf(next), verdict => {
      verdicts.push(verdict)
      kept.add(verdict)
      say(`${verdicts.length}/${asked.length} ${told(verdict)}`)
    })
  workshop.close()
}

const report = (): void => {
  const unexplained = verdicts.filter(({ status, mutant }) => status === 'survived' && !isAllowed(mutant))
  const unneeded = verdicts.filter(({ status, mutant }) => status !== 'survived' && isAllowed(mutant))
  const scores = scoresOf(verdicts, isAllowed)
  if (options.json)
    process.stdout.write(`${JSON.stringify({ seed: options.seed, scores, verdicts }, null, 2)}\n`)
  else {
    process.stdout.write(`${scoreTable(scores)}\n`)
    for (const verdict of unexplained) process.stdout.write(`${told(verdict)}\n    ${verdict.mutant.line}\n`)
  }
  for (const verdict of unneeded) say(`on the list of survivors, and noticed: ${told(verdict)}`)
  process.exitCode = unexplained.length + stale.length > 0 ? 1 : 0
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    report()
    process.exit(130)
  })
if (options.list) for (const mutant of asked) process.stdout.write(`${JSON.stringify(mutant)}\n`)
else {
  // Mutants of one file stay together, since the same tests meet them.
  const queue = [...Map.groupBy(numbered, ({ mutant }) => mutant.file).values()]
  await Promise.all(Array.from({ length: options.jobs }, () => work(queue)))
  report()
}
