// Rows 13 to 15: what a cold process takes until its first effect is there, ours over the same function on typical
// packages. Every process is fresh, the variants take turns, the sinks are on loopback. Prints one JSON object;
// `node bench/cold.ts WORD` measures only the functions with that word in their name.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { startRedis } from '../local-servers/engines/start-redis.ts'
import { childIn } from './child.ts'
import { bundleOurs, bundleTypical, coldScript } from './cold/bundle-starts.ts'
import { coldEvent } from './cold/cold-event.ts'
import type { ColdFigures } from './cold/figures.ts'
import { startDoubles } from './cold/doubles.ts'
import type { ColdPlaces, ColdStart } from './cold/starts.ts'
import { coldEnv, coldStarts, typicalSource } from './cold/starts.ts'
import { median } from './median.ts'

const word = process.argv[2] ?? ''
const samples = Number(process.argv[3] ?? 13)

interface Times {
  readonly loadMs: number
  readonly totalMs: number
  /** Of the processor, all threads, in the same time: what neighbours take does not count. */
  readonly cpuMs: number
  readonly loadCpuMs: number
}

/** A bundle, and what a process of it is started with. */
interface Variant {
  readonly file: string
  readonly env: Record<string, string>
  readonly event: string
  found: Times[]
}

const folder = mkdtempSync(join(tmpdir(), 'tailrace-cold-'))
let made = 0
const ownFolder = (): string => {
  const own = join(folder, String((made += 1)))
  mkdirSync(own)
  return own
}

const variant = (file: string, env: Record<string, string>, event?: object): Variant => {
  if (event === undefined) return { file, env, event: '', found: [] }
  const eventFile = join(ownFolder(), 'event.json')
  writeFileSync(eventFile, JSON.stringify(event))
  return { file, env, event: eventFile, found: [] }
}

let script = ''
const sample = async ({ file, env, event, found }: Variant): Promise<void> => {
  const own = { PATH: process.env['PATH'], ...env }
  found.push((await childIn(own, [script, file, event])) as Times)
}

/** Ours, and the other function in both formats that it is bundled in. */
const rowOf = async (start: ColdStart, places: ColdPlaces) => {
  const env = coldEnv(start, places)
  const event = coldEvent(start.sinks)
  const source = typicalSource(start)
  return {
    name: start.name,
    ours: variant(await bundleOurs(start.file, ownFolder()), env, event),
    esm: variant(await bundleTypical(source, ownFolder(), 'esm'), env, event),
    cjs: variant(await bundleTypical(source, ownFolder(), 'cjs'), env, event),
  }
}

const of = ({ found }: Variant, what: keyof Times): number => median(found.map(each => each[what]))
const tenths = (ms: number): number => Math.round(ms * 10) / 10
const hundredths = (ratio: number): number => Math.round(ratio * 100) / 100

script = await coldScript(folder)
const doubles = await startDoubles()
const redis = await startRedis({ clock: systemClock })
try {
  const places = { http: doubles.url, redis: redis.endpoint }
  const starts = coldStarts.filter(({ name }) => name.includes(word))
  const rows = await Promise.all(starts.map(async start => rowOf(start, places)))
  const empty = variant(await bundleTypical('export {}', ownFolder(), 'esm'), {})
  // Imported with nothing named, so that no client is loaded.
  const own = variant(await bundleOurs('projections', ownFolder()), {})
  const all = [empty, own, ...rows.flatMap(({ ours, esm, cjs }) => [ours, esm, cjs])]
  // The first of each fills the caches of the file system, and the engine gets the mark that it then has.
  for (const each of all) await sample(each)
  for (const each of all) each.found = []
  for (let turn = 0; turn < samples; turn += 1) for (const each of all) await sample(each)

  const figures = rows.map(({ name, ours, esm, cjs }) => {
    const ratio = (what: keyof Times): number =>
      hundredths(of(ours, what) / Math.min(of(esm, what), of(cjs, what)))
    return {
      name,
      /** Over the faster format of the other. */
      ratio: ratio('totalMs'),
      cpuRatio: ratio('cpuMs'),
      oursMs: tenths(of(ours, 'totalMs')),
      esmMs: tenths(of(esm, 'totalMs')),
      cjsMs: tenths(of(cjs, 'totalMs')),
      typicalLoadCpuMs: tenths(Math.min(of(esm, 'loadCpuMs'), of(cjs, 'loadCpuMs'))),
      cpuMs: [ours, esm, cjs].map(each => tenths(of(each, 'cpuMs'))),
    }
  })
  const importMs = { empty: tenths(of(empty, 'loadMs')), own: tenths(of(own, 'loadMs')) }
  const cpuMs = { empty: tenths(of(empty, 'cpuMs')), own: tenths(of(own, 'cpuMs')) }
  const printed: ColdFigures = { importMs, cpuMs, rows: figures }
  process.stdout.write(`${JSON.stringify(printed)}\n`)
} finally {
  doubles.close()
  await redis.stop()
  rmSync(folder, { recursive: true, force: true })
}
