import { memoryFailedObjects } from '../../adapters/memory/memory-failed-objects.ts'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import type { DispatchOptions } from '../../core/dispatch/options.ts'
import type { Clock } from '../../core/clock.ts'
import { systemClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import type { LeaseMarks } from '../../core/lease/lease-marks.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'
import type { ParkingStore } from '../../core/parking/parking-store.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { registry } from '../../core/registry/define-registry.ts'
import type { RedriveEvent, RedriveSummary } from '../../operations/redrive/redrive-event.ts'
import type { RedriveOptions } from '../../operations/redrive/redrive-options.ts'
import { redrive } from '../../operations/redrive/redrive.ts'
import { failureDocumentOf } from '../../testing/contracts/failure-destination.ts'
import { functionOf } from './pipeline.ts'

/** A function with what it leaves behind, and a redrive of that. */
export const newWorld = () => {
  const objects = new Map<string, string>()
  const ledger = memoryLedgerStore()
  const claims = memoryClaimStore()
  let ids = 0
  const newId = (): string => String((ids += 1))
  const parking: ParkingStore = {
    put: async (key, body) => Promise.resolve(void objects.set(key, body)),
    list: memoryListing,
  }
  const events: RedriveEvent[] = []
  const leases = new Map<string, LeaseMarks>()
  let redrives = 0
  return {
    objects,
    leases,
    ledger,
    claims,
    events,
    functionOf: (processors: readonly Processor[], changes: Partial<DispatchOptions> = {}) =>
      functionOf(processors, { ledger, parking, claims: { store: claims, newId }, ...changes }),
    discard: (records: readonly StreamRecord[], name = 'batch'): void => {
      const payload = JSON.stringify({ Records: records })
      const document = failureDocumentOf(name, { payload })
      const { requestContext } = document
      const functionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:test'
      objects.set(
        `aws/lambda/m/${name}`,
        JSON.stringify({ ...document, requestContext: { ...requestContext, functionArn } }),
      )
    },
    redrive: async (
      processors: readonly Processor[],
      changes: Partial<RedriveOptions> = {},
    ): Promise<RedriveSummary> =>
      redrive({
        from: [memoryFailedObjects(objects, leases)],
        registries: new Map([['test', registry(processors)]]),
        ledger,
        claims,
        newId,
        party: partyByClock(`redrive-${(redrives += 1)}`, `redrive ${redrives}`),
        stage: 'test',
        dryRun: false,
        clock: impatient,
        logger: silentLogger,
        timeoutMs: 60_000,
        signal: new AbortController().signal,
        tell: event => events.push(event),
        ...changes,
      }),
    waiting: (): readonly string[] => [...objects.keys()].filter(key => !key.startsWith('redriven/')),
  }
}

/** Pauses between tries are over at once; deadlines are not. */
const impatient: Clock = {
  now: systemClock.now,
  wait: async (ms, signal) => (ms > 5_000 ? systemClock.wait(ms, signal) : Promise.resolve()),
}

async function* memoryListing(): AsyncGenerator<never> {
  // The redrive lists the objects itself.
}
