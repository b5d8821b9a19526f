import type { AnyChange } from '../../core/change/change.ts'
import { defineFaults } from '../../core/errors/define-faults.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { recordFaults } from '../../core/errors/record-faults.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { everything } from '../../core/filter/words.ts'
import type { Coalesce, GroupResult, Processor } from '../../core/processor/processor.ts'
import { batchProcessor, processor } from '../../core/processor/define-processor.ts'
import type { Dangers } from './dangers.ts'
import type { Invocation } from './invocation.ts'

/** One effect on a sink that wants every event. */
export interface Effect {
  readonly processor: string
  readonly key: string
  readonly seq: number
  /** The invocation that sent it. */
  readonly invocation: number
  /** It arrived after its invocation was over or dead. */
  readonly isLate: boolean
  /** The dispatcher was told of it in time. */
  isTold: boolean
}

/** A sink that takes nothing now, and says so: the only failure after which a strict effect is tried again. */
const refusals = defineFaults({
  'sink.busy': { disposition: 'retry', scope: 'record', effect: 'none', message: () => 'busy', remedy: '' },
})

/** Six sinks that outlive every invocation, and what they were asked for. */
export interface Sinks {
  readonly effects: readonly Effect[]
  /** Newest sequence number that each state sink holds of a key. */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** Tries that started, by {@link tryName}. */
  readonly tries: ReadonlyMap<string, number>
  readonly isPoison: (place: string) => boolean
  /** The processors as an invocation's process has them. */
  readonly processorsIn: (invocation: Invocation) => readonly Processor[]
}

/** Name of a (processor, record). */
export const tryName = (processor: string, seq: number): string => `${processor} ${seq}`

const seqOf = ({ sequenceNumber }: AnyChange): number => Number(sequenceNumber)

/** Sinks drawn from `random`, in which `dangers` lurk. */
export const newSinks = (random: () => number, dangers: Dangers, auditCoalesce: Coalesce): Sinks => {
  const effects: Effect[] = []
  const states = new Map([
    ['search', new Map<string, number>()],
    ['profile', new Map<string, number>()],
  ])
  const tries = new Map<string, number>()
  const poisoned = new Map<string, boolean>()
  const happens = (chance: number): boolean => random() < chance
  const isPoison = (place: string): boolean => {
    const known = poisoned.get(place) ?? happens(dangers.poison)
    poisoned.set(place, known)
    return known
  }

  /** State is kept as a search engine with external_gte does: what is older never overwrites. */
  const apply = (name: string, change: AnyChange, sent: Omit<Effect, 'key' | 'seq'>): Effect[] => {
    const state = states.get(name)
    if (state !== undefined) {
      state.set(change.key, Math.max(state.get(change.key) ?? 0, seqOf(change)))
      return []
    }
    const effect = { ...sent, key: change.key, seq: seqOf(change) }
    effects.push(effect)
    return [effect]
  }

  /** What the sink does with one group: refuse it, fail before, take it, or take it and fail after. */
  const receive = (changes: readonly AnyChange[], sent: Omit<Effect, 'key' | 'seq'>): Effect[] | Error => {
    const name = sent.processor
    if (changes.some(change => isPoison(tryName(name, seqOf(change)))))
      return raise(sinkFaults, 'sink.rejected', {
        sink: name,
        id: String(changes.map(seqOf)),
        reason: 'poison',
      })
    if (happens(dangers.refusal)) return raise(refusals, 'sink.busy', {})
    if (happens(dangers.outage))
      return raise(sinkFaults, 'sink.unavailable', { sink: name, reason: 'outage' })
    if (happens(dangers.beforeEffect)) return new Error('before the effect')
    const applied = changes.flatMap(change => apply(name, change, sent))
    return happens(dangers.afterEffect) ? new Error('after the effect') : applied
  }

  /** One call to a sink, for one change or for many groups. */
  const call = async (
    name: string,
    groups: readonly (readonly AnyChange[])[],
    invocation: Invocation,
    signal: AbortSignal,
  ): Promise<readonly GroupResult[]> => {
    const isOver = (): boolean => signal.aborted || invocation.isDead()
    for (const change of groups.flat()) {
      const place = tryName(name, seqOf(change))
      tries.set(place, (tries.get(place) ?? 0) + 1)
    }
    const latencyMs = Math.ceil(random() * (happens(dangers.slow) ? 8_000 : 30))
    const received = await invocation.request(latencyMs, () => {
      const sent = { processor: name, invocation: invocation.number, isLate: isOver(), isTold: false }
      return groups.map(changes => receive(changes, sent))
    })
    if (happens(dangers.stop)) throw raise(recordFaults, 'record.unnamed', { eventId: '0', problem: '' })
    if (groups.length > 1 && happens(dangers.wholeCall)) throw new Error('the whole call')
    return received.map(result => {
      if (result instanceof Error) return result
      for (const effect of result) effect.isTold = !isOver()
      return 'applied'
    })
  }

  const each = (name: string, sink: Processor['sink'], invocation: Invocation, strict = false): Processor =>
    processor({
      name,
      strict,
      filter: everything(),
      sink,
      handle: async (change, { signal }) => {
        const [result = 'applied'] = await call(name, [[change]], invocation, signal)
        if (result instanceof Error) throw result
        return result
      },
    })
  const batch = (
    name: string,
    sink: Processor['sink'],
    coalesce: Coalesce,
    invocation: Invocation,
    strict = false,
  ): Processor =>
    batchProcessor({
      name,
      strict,
      filter: everything(),
      sink,
      coalesce,
      handle: async (groups, { signal }) => {
        const wanted = groups.map(({ changes, last }) => (sink === 'state' ? [last] : changes))
        return call(name, wanted, invocation, signal)
      },
    })

  return {
    effects,
    states,
    tries,
    isPoison,
    processorsIn: invocation => [
      batch('search', 'state', 'last-image', invocation),
      each('profile', 'state', invocation),
      each('notify', 'events', invocation),
      batch('audit', 'events', auditCoalesce, invocation),
      each('mail', 'events', invocation, true),
      batch('pay', 'events', auditCoalesce, invocation, true),
    ],
  }
}
