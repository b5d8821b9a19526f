import { archiveFaults } from './archive-faults.ts'
import { awsFaults } from './aws-faults.ts'
import { blobFaults } from './blob-faults.ts'
import { cacheFaults } from './cache-faults.ts'
import { captureFaults } from './capture-faults.ts'
import { cliFaults } from './cli-faults.ts'
import { configFaults } from './config-faults.ts'
import { deliveryFaults } from './delivery-faults.ts'
import { engineFaults } from './engine-faults.ts'
import { filterFaults } from './filter-faults.ts'
import { largeFaults } from './large-faults.ts'
import { machineFaults } from './machine-faults.ts'
import { mappingFaults } from './mapping-faults.ts'
import { matchFaults } from './match-faults.ts'
import { queryFaults } from './query-faults.ts'
import { recordFaults } from './record-faults.ts'
import { redriveFaults } from './redrive-faults.ts'
import { regionFaults } from './region-faults.ts'
import { registryFaults } from './registry-faults.ts'
import { replayFaults } from './replay-faults.ts'
import { searchFaults } from './search-faults.ts'
import { shopFaults } from './shop-faults.ts'
import { sinkFaults } from './sink-faults.ts'
import { storeFaults } from './store-faults.ts'

/** Every error that Tailrace raises, by code. */
export const catalogue = Object.freeze({
  ...archiveFaults,
  ...awsFaults,
  ...blobFaults,
  ...cacheFaults,
  ...captureFaults,
  ...cliFaults,
  ...configFaults,
  ...deliveryFaults,
  ...engineFaults,
  ...filterFaults,
  ...largeFaults,
  ...machineFaults,
  ...mappingFaults,
  ...matchFaults,
  ...queryFaults,
  ...recordFaults,
  ...redriveFaults,
  ...regionFaults,
  ...registryFaults,
  ...replayFaults,
  ...searchFaults,
  ...shopFaults,
  ...sinkFaults,
  ...storeFaults,
})

/** A code of the catalogue: `area.problem`. */
export type FaultCode = keyof typeof catalogue

/** The values that a code's message needs. */
export type FaultDetail<C extends FaultCode> = Parameters<(typeof catalogue)[C]['message']>[0]
