// How costs grow: with records, rules, keys and the size of items of a batch, and with shards of a stream. Every size in a
// process of its own, milliseconds of its processor, the least of its samples. Writes bench/growth/measured.json, from
// which scripts/performance.ts makes docs/performance.md. `node bench/growth.ts keys` measures that one anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { child } from './child.ts'
import type { GrowthPoint, GrowthSeries } from './growth/series.ts'
import { file, sizes } from './growth/series.ts'

const only = process.argv[2] ?? ''
const known: readonly GrowthSeries[] = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as readonly GrowthSeries[])
  : []
const all: GrowthSeries[] = []
for (const [of, each] of Object.entries(sizes)) {
  const before = known.find(series => series.of === of)
  if (!of.includes(only)) {
    if (before !== undefined) all.push(before)
    continue
  }
  const points: GrowthPoint[] = []
  for (const size of each) {
    const ms = Number(await child('bench/growth/sample.ts', of, String(size)))
    points.push({ size, ms: Number(ms.toPrecision(3)) })
    process.stderr.write(`${of} ${size}: ${ms.toFixed(3)} ms\n`)
  }
  all.push({ of, points })
}
writeFileSync(file, `${JSON.stringify(all, undefined, 1)}\n`)
