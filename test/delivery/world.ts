import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { everything } from '../../core/filter/words.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { ParkingStore } from '../../core/parking/parking-store.ts'
import { batchProcessor, processor } from '../../core/processor/define-processor.ts'
import type { Group, GroupResult, Processor } from '../../core/processor/processor.ts'

/** How likely things go wrong, each from 0 to 1. */
export interface Dangers {
  readonly beforeEffect: number
  readonly afterEffect: number
  readonly wholeCall: number
  /** The process dies: nothing of this invocation is written any more. */
  readonly crash: number
  /** A write that was under way at a crash arrives later all the same. */
  readonly lateWrite: number
  readonly ledgerRead: number
  readonly ledgerWrite: number
  readonly parking: number
  /** Share of (processor, record) that can never succeed. */
  readonly poison: number
}

/** One effect on a sink that wants every event. */
export interface Effect {
  readonly processor: string
  readonly key: string
  readonly seq: number
}

/** Sinks, ledger and parking that fail at random, and what came of it. */
export interface World {
  readonly processors: readonly Processor[]
  readonly ledger: LedgerStore
  readonly parking: ParkingStore
  readonly effects: readonly Effect[]
  /** Effects that took place although their try was reported as failed, by `processor seq`. */
  readonly failedAfter: ReadonlyMap<string, number>
  /** Newest version that each state sink holds of a key. */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly beginInvocation: () => void
  readonly hasCrashed: () => boolean
  /** Something happened after which effects may repeat. */
  readonly mayRepeat: () => boolean
}

const seqOf = ({ sequenceNumber }: AnyChange): number => Number(sequenceNumber)

/** A world drawn from `random`, in which `dangers` lurk. */
export const newWorld = (random: () => number, dangers: Dangers): World => {
  const effects: Effect[] = []
  const failedAfter = new Map<string, number>()
  const states = new Map([
    ['coalesced', new Map<string, number>()],
    ['plain', new Map<string, number>()],
  ])
  const poisoned = new Map<string, boolean>()
  let late: (() => void)[] = []
  let isDead = false
  let mayRepeat = false

  const happens = (chance: number): boolean => random() < chance
  const isPoison = (place: string): boolean => {
    const known = poisoned.get(place) ?? happens(dangers.poison)
    poisoned.set(place, known)
    return known
  }
  const alive = (): void => {
    if (isDead) throw new Error('this process is dead')
  }

  /** An effect that may fail before, after, or with the process. */
  const attempt = (name: string, changes: readonly AnyChange[], apply: () => void): void => {
    alive()
    const places = changes.map(change => `${name} ${seqOf(change)}`)
    if (places.some(isPoison))
      throw raise('sink.rejected', { sink: name, id: places.join(), reason: 'poison' })
    if (happens(dangers.beforeEffect)) throw new Error('before the effect')
    if (happens(dangers.crash)) {
      isDead = true
      mayRepeat = true
      if (happens(dangers.lateWrite)) late.push(apply)
      throw new Error('crash')
    }
    apply()
    if (!happens(dangers.afterEffect)) return
    for (const place of places) failedAfter.set(place, (failedAfter.get(place) ?? 0) + 1)
    throw new Error('after the effect')
  }

  const note = (name: string, change: AnyChange) => (): void => {
    effects.push({ processor: name, key: change.key, seq: seqOf(change) })
  }
  /** As a search engine with external_gte: what is older never overwrites. */
  const keep = (name: string, change: AnyChange) => (): void => {
    const state = states.get(name)
    state?.set(change.key, Math.max(state.get(change.key) ?? 0, seqOf(change)))
  }
  const inCall = async (
    groups: readonly Group[],
    one: (group: Group) => void,
  ): Promise<readonly GroupResult[]> => {
    await Promise.resolve()
    alive()
    if (happens(dangers.wholeCall)) throw new Error('the whole call')
    return groups.map(group => {
      try {
        one(group)
        return 'applied'
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error))
      }
    })
  }

  const filter = everything()
  const processors = [
    batchProcessor({
      name: 'coalesced',
      filter,
      sink: 'state',
      coalesce: 'last-image',
      handle: async groups =>
        inCall(groups, ({ changes, last }) => {
          attempt('coalesced', changes, keep('coalesced', last))
        }),
    }),
    processor({
      name: 'plain',
      filter,
      sink: 'state',
      handle: async change => {
        await Promise.resolve()
        attempt('plain', [change], keep('plain', change))
      },
    }),
    processor({
      name: 'notify',
      filter,
      handle: async change => {
        await Promise.resolve()
        attempt('notify', [change], note('notify', change))
      },
    }),
    batchProcessor({
      name: 'log',
      filter,
      handle: async groups =>
        inCall(groups, ({ changes, last }) => {
          attempt('log', changes, note('log', last))
        }),
    }),
  ]

  const ledger = memoryLedgerStore()
  const parking = memoryParkingStore()
  return {
    processors,
    effects,
    failedAfter,
    states,
    ledger: {
      add: async entry => {
        alive()
        if (happens(dangers.ledgerWrite)) {
          mayRepeat = true
          throw new Error('ledger write')
        }
        return ledger.add(entry)
      },
      query: async (...range) => {
        alive()
        if (happens(dangers.ledgerRead)) throw new Error('ledger read')
        return ledger.query(...range)
      },
    },
    parking: {
      ...parking,
      put: async (key, body) => {
        alive()
        if (happens(dangers.parking)) throw new Error('parking')
        return parking.put(key, body)
      },
    },
    beginInvocation: () => {
      isDead = false
      const due = late
      late = []
      for (const apply of due) apply()
    },
    hasCrashed: () => isDead,
    mayRepeat: () => mayRepeat,
  }
}
