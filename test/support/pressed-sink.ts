import type { SimulatedClock } from '../../engine/simulated-clock.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { everything } from '../../core/filter/words.ts'
import { batchProcessor, processor } from '../../core/processor/define-processor.ts'
import type { GroupResult, Processor } from '../../core/processor/processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { TestFunction } from './pipeline.ts'
import { functionOf } from './pipeline.ts'
import { recordOf } from './records.ts'

/** What a sink says that wants to be left alone for so long. */
export const busy = (retryAfterMs: number): Error =>
  raise(sinkFaults, 'sink.throttled', { sink: 'test', retryAfterMs }, { effect: 'none' })
/** What a sink says that does not answer. */
export const away = (): Error => raise(sinkFaults, 'sink.unavailable', { sink: 'test', reason: 'away' })
/** What nobody declared. */
export const cutOff = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

/** One record's turn at the sink. */
export interface SinkTurn {
  readonly seq: number
  readonly atMs: number
  readonly underWay: number
  endedMs: number
  result: 'applied' | 'failed' | 'open'
}

/** What a sink does with the record of a turn: it was called so many times before, for one or for many. */
export type Behave = (seq: number, call: number) => Error | undefined

/** A sink that takes its time, and what it saw. */
const sinkOf = (clock: SimulatedClock, behave: Behave, takesMs: (seq: number) => number) => {
  const turns: SinkTurn[] = []
  const starts: { readonly atMs: number; readonly size: number }[] = []
  let [underWay, calls] = [0, 0]
  const startedMs = clock.now()
  const now = (): number => clock.now() - startedMs
  const take = async (seqs: readonly number[]): Promise<readonly (Error | undefined)[]> => {
    const call = calls
    calls += 1
    underWay += seqs.length
    starts.push({ atMs: now(), size: seqs.length })
    const mine = seqs.map((seq): SinkTurn => ({
      seq,
      atMs: now(),
      underWay,
      endedMs: Infinity,
      result: 'open',
    }))
    turns.push(...mine)
    await clock.wait(Math.max(...seqs.map(takesMs)))
    underWay -= seqs.length
    return mine.map(turn => {
      const error = behave(turn.seq, call)
      turn.endedMs = now()
      turn.result = error === undefined ? 'applied' : 'failed'
      return error
    })
  }
  return { turns, starts, take }
}
type Sink = ReturnType<typeof sinkOf>

/** How a processor is written. */
export type Mode = 'each' | 'none' | 'per-key' | 'last-image'
/** Each of them. */
export const modes: readonly Mode[] = ['each', 'none', 'per-key', 'last-image']

const processorOf = (mode: Mode, { take }: Sink): Processor => {
  if (mode === 'each')
    return processor({
      name: 'pressed',
      filter: everything(),
      handle: async ({ sequenceNumber }) => {
        const [error] = await take([Number(sequenceNumber)])
        if (error !== undefined) throw error
      },
    })
  return batchProcessor({
    name: 'pressed',
    filter: everything(),
    coalesce: mode,
    ...(mode === 'last-image' && { sink: 'state' as const }),
    handle: async groups => {
      const results = await take(groups.map(({ last }) => Number(last.sequenceNumber)))
      return results.map((error): GroupResult => error ?? 'applied')
    },
  })
}

/** So many records, each of an item of its own. */
export const distinct = (count: number): readonly StreamRecord[] =>
  Array.from({ length: count }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))

/** A sink, and what is brought to it. */
export interface Trial {
  readonly mode?: Mode
  readonly records: readonly StreamRecord[]
  readonly behave: Behave
  readonly takesMs?: (seq: number) => number
  readonly concurrency?: number
  readonly timeMs?: number
  readonly beside?: (clock: SimulatedClock) => Processor
}

/** What came of a trial. */
export interface PressedRun extends Sink {
  readonly reported: readonly number[]
  readonly tookMs: number
  readonly f: TestFunction
  readonly clock: SimulatedClock
}

/** One invocation over a sink, and how long it took. */
export const tried = async (trial: Trial): Promise<PressedRun> => {
  const { mode = 'each', records, behave, takesMs = () => 10, concurrency = 8, timeMs = 60_000 } = trial
  const clock = simulatedClock()
  const startedMs = clock.now()
  const sink = sinkOf(clock, behave, takesMs)
  const beside = trial.beside === undefined ? [] : [trial.beside(clock)]
  const f = functionOf([processorOf(mode, sink), ...beside], {
    clock,
    concurrency,
    maxAttempts: 1_000,
  })
  const reported = await clock.until(f.invoke(records, { deadlineAtMs: startedMs + timeMs }))
  return { ...sink, reported, tookMs: clock.now() - startedMs, f, clock }
}
