// One variant in a process of its own: prints its time and that of JSON.parse alone, per event, as JSON.
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

await sample(parse, warmUpMs)
await sample(() => work(parse()), warmUpMs)
const found: { ratio: number; workMs: number; alone: number }[] = []
for (let round = 0; round < Number(rounds); round += 1) {
  const floorMs = await sample(parse)
  const withParseMs = await sample(() => work(parse()))
  const aloneMs = await sample(() => work(parsed))
  found.push({ ratio: withParseMs / floorMs, workMs: withParseMs - floorMs, alone: aloneMs })
}
process.stdout.write(
  JSON.stringify({
    ratio: median(found.map(({ ratio }) => ratio)),
    workMs: median(found.map(({ workMs }) => workMs)),
    aloneMs: median(found.map(({ alone }) => alone)),
  }),
)
