import { randomUUID } from 'node:crypto'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { systemClock } from '../../core/clock.ts'
import type { BatchResponse } from '../../core/dispatch/response.ts'
import { dispatch } from '../../core/dispatch/dispatch.ts'
import type { DispatchOptions } from '../../core/dispatch/options.ts'
import { everything } from '../../core/filter/words.ts'
import { silentLogger } from '../../core/logger.ts'
import type { ParkedObject } from '../../core/parking/park.ts'
import type { ParkingStore } from '../../core/parking/parking-store.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { registry } from '../../core/registry/define-registry.ts'

/** A function with its ledger and parking, invoked batch by batch as Lambda would. */
export interface TestFunction {
  readonly invoke: (
    records: readonly StreamRecord[],
    changes?: Partial<DispatchOptions>,
  ) => Promise<readonly number[]>
  readonly parked: () => Promise<readonly ParkedObject[]>
}

const numbersOf = ({ batchItemFailures }: BatchResponse): readonly number[] =>
  batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier))

/** All objects of a parking store. */
const parkedIn = async (store: ParkingStore): Promise<readonly ParkedObject[]> => {
  const objects: ParkedObject[] = []
  for await (const { body } of store.list()) objects.push(JSON.parse(body) as ParkedObject)
  return objects
}

/** Builds a function of these processors over memory stores. */
export const functionOf = (
  processors: readonly Processor[],
  options: Partial<DispatchOptions> = {},
): TestFunction => {
  const parking = options.parking ?? memoryParkingStore()
  const base: DispatchOptions = {
    functionName: 'test',
    stage: 'test',
    ledger: memoryLedgerStore(),
    claims: { store: memoryClaimStore(), newId: randomUUID },
    deadlineAtMs: systemClock.now() + 60_000,
    reserveMs: 0,
    maxAttempts: 5,
    // Whoever tests whose fault something is says otherwise.
    blameAfterMs: 0,
    concurrency: 50,
    ledgerLifeMs: 1_000_000,
    clock: systemClock,
    logger: silentLogger,
    ...options,
    parking,
  }
  return {
    invoke: async (records, changes = {}) =>
      numbersOf(await dispatch(registry(processors), records, { ...base, ...changes })),
    parked: async () => parkedIn(options.parking ?? parking),
  }
}

/** What a recording processor saw: the sequence numbers, in order. */
export interface Recording {
  readonly processor: Processor
  readonly seen: number[]
}

/** A processor of all records that notes each one and then does as `behave` says. */
export const recording = (
  name: string,
  behave: (seq: number, tries: number) => void | Promise<void> = () => undefined,
): Recording => {
  const seen: number[] = []
  const handle = async (change: { readonly sequenceNumber: string }): Promise<void> => {
    const seq = Number(change.sequenceNumber)
    seen.push(seq)
    await behave(seq, seen.filter(other => other === seq).length)
  }
  return { seen, processor: processor({ name, filter: everything(), handle }) }
}
