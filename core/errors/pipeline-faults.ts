import { archiveFaults } from './archive-faults.ts'
import { awsFaults } from './aws-faults.ts'
import { blobFaults } from './blob-faults.ts'
import { cacheFaults } from './cache-faults.ts'
import { cleanupFaults } from './cleanup-faults.ts'
import { configFaults } from './config-faults.ts'
import { deliveryFaults } from './delivery-faults.ts'
import { filterFaults } from './filter-faults.ts'
import { numberFaults } from './number-faults.ts'
import { recordFaults } from './record-faults.ts'
import { registryFaults } from './registry-faults.ts'
import { searchFaults } from './search-faults.ts'
import { sinkFaults } from './sink-faults.ts'
import { versionFaults } from './version-faults.ts'

/** What a pipeline can raise in a function on a stream, and all that its bundle carries of the catalogue. */
export const pipelineFaults = Object.freeze({
  ...archiveFaults,
  ...awsFaults,
  ...blobFaults,
  ...cacheFaults,
  ...cleanupFaults,
  ...configFaults,
  ...deliveryFaults,
  ...filterFaults,
  ...numberFaults,
  ...recordFaults,
  ...registryFaults,
  ...searchFaults,
  ...sinkFaults,
  ...versionFaults,
})
