// Row 17: how much memory an event of 6 MB takes at its peak, with the whole job over parsing it alone, as Node comes
// and with a young generation that cannot grow. Prints ratios and peaks, medians of processes of their own, as JSON.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StreamEvent } from '../core/record/stream-record.ts'
import { jobByHand } from './by-hand.ts'
import { generateEvent } from './generate-event.ts'
import { ourJob } from './job.ts'
import { median } from './median.ts'

/** Lambda gives a function no larger event. */
const eventBytes = 6 * 1024 * 1024
/** The peak goes up in steps of a half of the young generation, so few processes would be luck. */
const processes = 7
/** In MB, of each half: small enough that what is dead is collected and not kept as room to grow. */
const smallYoungMb = 4
const workloads = ['parse', 'job', 'by hand'] as const

/** As many records as fit. */
const textOf = (bytes: number): string => {
  const all = generateEvent(Math.ceil(bytes / 2_000)).Records
  let size = '{"Records":[]}'.length
  const fits = all.filter(record => {
    size += Buffer.byteLength(JSON.stringify(record)) + 1
    return size <= bytes
  })
  return JSON.stringify({ Records: fits })
}

const peakBytes = (): number => process.resourceUsage().maxRSS * 1024

/** Few records, so that they leave no mark on the peak. */
const warmUp = JSON.stringify(generateEvent(20))

/** A function of its own: one that waits keeps what is in its registers, and the text with it. */
const eventIn = (bytes: Buffer): StreamEvent => JSON.parse(bytes.toString()) as StreamEvent

/** What this process's peak rises by when the event comes; its bytes are there before, as the runtime's are. */
const risenBy = async (file: string, what: string): Promise<number> => {
  const job = what === 'by hand' ? jobByHand() : ourJob()
  // Code that is loaded and compiled is not the event's.
  for (let round = 0; round < 50; round += 1) await job(JSON.parse(warmUp) as StreamEvent)
  const bytes = readFileSync(file)
  globalThis.gc?.()
  const before = peakBytes()
  const event = eventIn(bytes)
  if (what !== 'parse') await job(event)
  return peakBytes() - before
}

const peakIn = (what: string, file: string, flags: readonly string[]): number => {
  const args = ['--expose-gc', ...flags, import.meta.filename, what, file]
  const { stdout, status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}

/** One after the other and again, so that a noisy minute does not fall on one of them alone. */
const peaks = (file: string, ...flags: readonly string[]): readonly number[] => {
  const found = workloads.map((): number[] => [])
  for (let turn = 0; turn < processes; turn += 1)
    for (const [index, what] of workloads.entries()) found[index]?.push(peakIn(what, file, flags))
  return found.map(median)
}

const mb = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 10) / 10

const compare = (): object => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-memory-'))
  try {
    const file = join(folder, 'event.json')
    writeFileSync(file, textOf(eventBytes))
    const [parse = Number.NaN, ours = Number.NaN, byHand = Number.NaN] = peaks(file)
    const small = peaks(file, `--max-semi-space-size=${smallYoungMb}`)
    const [smallParse = Number.NaN, smallOurs = Number.NaN, smallByHand = Number.NaN] = small
    return {
      peakOurs: ours / parse,
      peakByHand: byHand / parse,
      heldOurs: smallOurs / smallParse,
      heldByHand: smallByHand / smallParse,
      parseMb: mb(parse),
      oursMb: mb(ours),
      byHandMb: mb(byHand),
      smallMb: small.map(mb),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const [what, file = ''] = process.argv.slice(2)
process.stdout.write(JSON.stringify(what === undefined ? compare() : await risenBy(file, what)))
