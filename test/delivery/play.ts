import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import type { ClaimStore } from '../../core/ledger/claim-store.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { ParkedObject } from '../../core/parking/park.ts'
import type { ParkingStore } from '../../core/parking/parking-store.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { InvokeResult } from '../../engine/ports/function-target.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import { numberOf } from '../support/local-mapping.ts'
import { functionOf } from '../support/pipeline.ts'
import { recordOf, seqOf } from '../support/records.ts'
import type { Dangers } from './dangers.ts'
import { dangersOf } from './dangers.ts'
import type { Invocation } from './invocation.ts'
import { newInvocation } from './invocation.ts'
import { runShard } from './simulated-shard.ts'
import type { Sinks } from './sinks.ts'
import { newSinks, tryName } from './sinks.ts'

/** How one seed ended. */
export interface Story {
  readonly records: readonly StreamRecord[]
  readonly sinks: Sinks
  /** In order, from number 0. */
  readonly invocations: readonly Invocation[]
  /** (processor, record) that lie parked. */
  readonly parked: ReadonlySet<string>
  /** Those of them of which nobody can say whether the effect is there. */
  readonly inDoubt: ReadonlySet<string>
  readonly discarded: ReadonlySet<number>
  /** Lambda may give records up: they grow too old, or are tried too seldom. */
  readonly mayDiscard: boolean
}

export const maxAttempts = 5
const timeoutMs = 1_000
const startSeconds = 1_767_225_600
const keys = ['a', 'b', 'c']

const recordsOf = (random: () => number): readonly StreamRecord[] =>
  Array.from({ length: 10 }, (_, index) => {
    const key = keys[Math.floor(random() * keys.length)] ?? 'a'
    const { dynamodb, ...record } = recordOf({ seq: index + 1, key })
    return { ...record, dynamodb: { ...dynamodb, ApproximateCreationDateTime: startSeconds + index * 10 } }
  })

interface Ports {
  readonly claims: ClaimStore
  readonly ledger: LedgerStore
  readonly parking: ParkingStore
}

/** Ledger and parking as an invocation reaches them: over a network, from a process that may die. */
const portsIn = (invocation: Invocation, inner: Ports, random: () => number, dangers: Dangers): Ports => {
  const send = async <T>(slow: number, failing: number, arrive: () => Promise<T>): Promise<T> =>
    invocation.request(random() < slow ? 3_000 * random() : 1 + 9 * random(), async () => {
      if (random() < failing) throw new Error('throttled')
      return arrive()
    })
  const { claims, ledgerSlow, ledgerRead, ledgerWrite, slow, parking } = dangers
  const claim = async <T>(arrive: () => Promise<T>): Promise<T> =>
    send(ledgerSlow, claims / 2, async () => {
      const answer = await arrive()
      if (random() < claims / 2) throw new Error('claimed, and the answer was lost')
      return answer
    })
  return {
    claims: {
      write: async (...args) => claim(async () => inner.claims.write(...args)),
      read: async (...args) => claim(async () => inner.claims.read(...args)),
    },
    ledger: {
      query: async (...range) => send(ledgerSlow, ledgerRead, async () => inner.ledger.query(...range)),
      add: async (entry, signal) => {
        signal?.addEventListener('abort', () => invocation.excuses.add('ledger given up'))
        return send(ledgerSlow, ledgerWrite, async () => inner.ledger.add(entry)).catch((error: unknown) => {
          invocation.excuses.add('ledger not written')
          throw error
        })
      },
    },
    parking: {
      ...inner.parking,
      put: async (...object) => send(slow, parking, async () => inner.parking.put(...object)),
    },
  }
}

const nameOf = ({ processor, sequenceNumber }: ParkedObject): string =>
  tryName(processor, Number(sequenceNumber))

/** Lets a seed's dangers loose on the dispatcher, ledger and parking over one shard. */
export const playDelivery = async (seed: number): Promise<Story> => {
  const random = seededRandom(seed)
  const dangers = dangersOf(seed)
  const clock = simulatedClock((startSeconds + 90) * 1000)
  const records = recordsOf(random)
  const sinks = newSinks(random, dangers, random() < 0.5 ? 'none' : 'per-key')
  const inner = { claims: memoryClaimStore(), ledger: memoryLedgerStore(), parking: memoryParkingStore() }
  const invocations: Invocation[] = []

  const MaximumRecordAgeInSeconds = seed % 4 === 0 ? 95 : -1
  let halved: readonly StreamRecord[] = []
  /** The ledger finds its facts after one bisect; not always when a half is halved again or cut by its age. */
  const noteBisect = (batch: readonly StreamRecord[], invocation: Invocation): void => {
    const isHalf = batch.length < halved.length && batch.every(record => halved.includes(record))
    if (isHalf || MaximumRecordAgeInSeconds !== -1) invocation.excuses.add('bisected')
    if (!isHalf) halved = batch
  }

  const invoke = async (batch: readonly StreamRecord[]): Promise<InvokeResult> => {
    const invocation = newInvocation(invocations.length, { crash: dangers.crash, random, clock })
    invocations.push(invocation)
    const deadlineAtMs = clock.now() + timeoutMs
    const reserveMs = 200
    const concurrency = 1 + Math.floor(random() * 8)
    // Half of the seeds blame at once, the others wait for evidence or time.
    const blameAfterMs = seed % 2 === 0 ? 0 : 20_000
    const { claims, ...ports } = portsIn(invocation, inner, random, dangers)
    let ids = 0
    const newId = (): string => `${invocation.number}/${(ids += 1)}`
    const f = functionOf(sinks.processorsIn(invocation), {
      ...ports,
      claims: { store: claims, newId },
      clock,
      deadlineAtMs,
      reserveMs,
      concurrency,
      maxAttempts,
      blameAfterMs,
    })
    const timeUp = new AbortController()
    const ended = await clock.until(
      Promise.race([
        f.invoke(batch).catch((error: unknown) => String(error)),
        invocation.died.then(() => 'Runtime.ExitError'),
        clock.wait(timeoutMs, timeUp.signal).then(() => 'Sandbox.Timedout'),
      ]),
    )
    timeUp.abort()
    if (typeof ended === 'string') {
      noteBisect(batch, invocation)
      if (ended === 'Sandbox.Timedout') invocation.kill()
      return { type: 'function-error', errorType: ended, message: '' }
    }
    if (random() < dangers.lostResponse) {
      noteBisect(batch, invocation)
      // A batch that is through leaves no facts behind, so it is all done again.
      if (ended.length === 0) invocation.excuses.add('lost response of a whole batch')
      return { type: 'function-error', errorType: 'Lost', message: '' }
    }
    return {
      type: 'returned',
      value: { batchItemFailures: ended.map(number => ({ itemIdentifier: seqOf(number) })) },
    }
  }

  const MaximumRetryAttempts = seed % 5 === 0 ? 2 : 100
  const rules = { MaximumRetryAttempts, MaximumRecordAgeInSeconds }
  const discarded = await runShard({ records, random, clock, invoke, ...rules })
  // What is still under way arrives before the story is judged.
  await clock.pass(60_000)
  const parked = await functionOf([], { parking: inner.parking }).parked()
  return {
    records,
    sinks,
    invocations,
    parked: new Set(parked.map(nameOf)),
    inDoubt: new Set(parked.filter(each => each.inDoubt !== undefined).map(nameOf)),
    discarded: new Set(discarded.map(numberOf)),
    mayDiscard: MaximumRecordAgeInSeconds !== -1 || MaximumRetryAttempts < 100,
  }
}
