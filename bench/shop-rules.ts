import { memoryLedgerStore } from '../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../adapters/memory/memory-parking-store.ts'
import { systemClock } from '../core/clock.ts'
import type { DispatchOptions } from '../core/dispatch/options.ts'
import { entity } from '../core/entity/define-entity.ts'
import type { Filter } from '../core/filter/filter.ts'
import { anyOf, everything, when } from '../core/filter/words.ts'
import { silentLogger } from '../core/logger.ts'
import { processor } from '../core/processor/define-processor.ts'
import { registry } from '../core/registry/define-registry.ts'
import type { Registry } from '../core/registry/registry.ts'

const of = (type: string) => entity(type, { match: { entityType: type } })

export const BenchUser = of('USER')
export const BenchProduct = of('PRODUCT')
export const BenchOrder = of('ORDER')

/** The five rules that routing is measured with. */
export const rules: Readonly<Record<string, Filter>> = {
  search: anyOf(when(BenchProduct), when(BenchOrder)),
  audit: everything(),
  cache: anyOf(when(BenchUser).on('MODIFY', 'REMOVE'), when(BenchProduct).on('MODIFY', 'REMOVE')),
  cleanup: anyOf(when(BenchUser).on('REMOVE'), when(BenchOrder).on('REMOVE')),
  notify: when(BenchOrder).changed('status'),
}

/** The rules with asynchronous handlers that only count. */
export const countingRegistry = (count: () => void): Registry =>
  registry(
    Object.entries(rules).map(([name, filter]) =>
      processor({
        name,
        filter,
        handle: async () => {
          count()
          return Promise.resolve()
        },
      }),
    ),
  )

/** Options of a dispatch that is not held up by anything outside. */
export const dispatchOptions = (): DispatchOptions => ({
  functionName: 'bench',
  stage: 'bench',
  ledger: memoryLedgerStore(),
  parking: memoryParkingStore(),
  deadlineAtMs: systemClock.now() + 3_600_000,
  reserveMs: 0,
  maxAttempts: 5,
  concurrency: 50,
  ledgerLifeMs: 1_000,
  clock: systemClock,
  logger: silentLogger,
})
