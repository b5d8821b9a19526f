// One variant in a process of its own: prints its time and that of JSON.parse alone, per event, as JSON: as a function
// runs, and with a collection forced before each sample.
import { setImmediate } from 'node:timers/promises'
import { generateEvent } from './generate-event.ts'
import type { StreamEvent } from '../core/record/stream-record.ts'
import { variants } from './variants.ts'
import { median } from './median.ts'

const [name = '', rounds = '7'] = process.argv.slice(2)
const sampleMs = 90
/** Long enough for the slowest variant to be compiled, and the same for all. */
const warmUpMs = 1_000

const text = JSON.stringify(generateEvent(1_000))
const parse = (): StreamEvent => JSON.parse(text) as StreamEvent
const kept: unknown[] = []

/** Time of the processor, all threads together, so that neither a neighbour nor a collector counts wrongly. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The time of one event; each comes in a turn of its own of the event loop, as it does in Lambda. */
const sample = async (work: () => unknown, forMs = sampleMs): Promise<number> => {
  const startedAtMs = cpuMs()
  let count = 0
  do {
    const result = work()
    kept[0] = result instanceof Promise ? await result : result
    await setImmediate()
    count += 1
  } while (cpuMs() - startedAtMs < forMs)
  return (cpuMs() - startedAtMs) / count
}

const make = variants[name]
if (make === undefined) throw new RangeError(`there is no variant ${name}`)
const work = await make()
const parsed = parse()

interface Sampled {
  readonly ratio: number
  readonly workMs: number
  readonly aloneMs: number
}

/** Side by side: parsing alone, with the work, and the work on what was parsed before; `first` comes before each. */
const sampled = async (first: () => void): Promise<Sampled> => {
  const found: Sampled[] = []
  for (let round = 0; round < Number(rounds); round += 1) {
    first()
    const floorMs = await sample(parse)
    first()
    const withParseMs = await sample(() => work(parse()))
    first()
    const aloneMs = await sample(() => work(parsed))
    found.push({ ratio: withParseMs / floorMs, workMs: withParseMs - floorMs, aloneMs })
  }
  const middle = (what: keyof Sampled): number => median(found.map(each => each[what]))
  return { ratio: middle('ratio'), workMs: middle('workMs'), aloneMs: middle('aloneMs') }
}

await sample(parse, warmUpMs)
await sample(() => work(parse()), warmUpMs)
const asRun = await sampled(() => undefined)
// Afterwards, because a forced collection throws compiled code away, which is never quite as before.
const { gc } = globalThis
if (gc === undefined) throw new Error('needs --expose-gc')
const collected = await sampled(() => {
  gc()
})
process.stdout.write(JSON.stringify({ asRun, collected }))
