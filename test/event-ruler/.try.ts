import fc from 'fast-check'
import { spawnSync } from 'node:child_process'
import { pair } from './arbitraries.ts'
import { jsonTree, plainValue } from '/tmp/wt/filter/core/pattern/json-tree.ts'
import { matchesPattern } from '/tmp/wt/filter/core/pattern/matches-pattern.ts'
import { parsePattern } from '/tmp/wt/filter/core/pattern/parse-pattern.ts'
const seed = Number(process.argv[2] ?? 1),
  n = Number(process.argv[3] ?? 20000)
const pairs = fc.sample(pair, { seed, numRuns: n })
const started = Date.now()
const run = spawnSync('java', ['-cp', '/tmp/ruler-try/lib/*', '/tmp/wt/filter/test/event-ruler/Rule.java'], {
  input: pairs.map(p => JSON.stringify(p)).join('\n') + '\n',
  maxBuffer: 1e9,
  encoding: 'utf8',
})
if (run.status !== 0) {
  console.log(run.stderr.slice(0, 3000))
  process.exit(1)
}
const answers = run.stdout.trimEnd().split('\n')
const ours = pairs.map(([p, e]) => {
  let parsed
  try {
    parsed = parsePattern(p)
  } catch (error) {
    return 'refused ' + (error as Error).message
  }
  return String(matchesPattern(parsed, plainValue(jsonTree(e))))
})
const stats: Record<string, number> = {}
const diffs: Record<string, string[]> = {}
answers.forEach((a, i) => {
  const [ka, ko] = [a.split(' ')[0]!, ours[i]!.split(' ')[0]!]
  stats[`${ka}/${ko}`] = (stats[`${ka}/${ko}`] ?? 0) + 1
  if (ka !== ko) {
    const k = `${a.slice(0, 60)} <> ${ours[i]!.slice(0, 120)}`
    ;(diffs[k] ??= []).push(JSON.stringify(pairs[i]))
  }
})
console.log(answers.length, stats, Date.now() - started)
for (const [k, v] of Object.entries(diffs)
  .sort((a, b) => b[1].length - a[1].length)
  .slice(0, 25))
  console.log(
    v.length,
    k,
    '\n    ',
    v
      .sort((a, b) => a.length - b.length)
      .slice(0, 3)
      .join('\n     '),
  )
