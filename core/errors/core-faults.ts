import { blobFaults } from './blob-faults.ts'
import { deliveryFaults } from './delivery-faults.ts'
import { filterFaults } from './filter-faults.ts'
import { numberFaults } from './number-faults.ts'
import { patternFaults } from './pattern-faults.ts'
import { recordFaults } from './record-faults.ts'
import { registryFaults } from './registry-faults.ts'
import { sinkFaults } from './sink-faults.ts'
import { versionFaults } from './version-faults.ts'

/**
 * What the pipeline itself raises, and what any sink may (`sink.*`); other entries of the package export their own.
 *
 * @example
 * ```ts
 * throw raise(coreFaults, 'sink.throttled', { sink: 'The receiver', retryAfterMs: 2_000 })
 * ```
 */
export const coreFaults = Object.freeze({
  ...blobFaults,
  ...deliveryFaults,
  ...filterFaults,
  ...numberFaults,
  ...patternFaults,
  ...recordFaults,
  ...registryFaults,
  ...sinkFaults,
  ...versionFaults,
})
