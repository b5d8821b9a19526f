import { captureFaults } from './capture-faults.ts'
import { cliFaults } from './cli-faults.ts'
import { engineFaults } from './engine-faults.ts'
import { largeFaults } from './large-faults.ts'
import { machineFaults } from './machine-faults.ts'
import { mappingFaults } from './mapping-faults.ts'
import { matchFaults } from './match-faults.ts'
import { pipelineFaults } from './pipeline-faults.ts'
import { queryFaults } from './query-faults.ts'
import { redriveFaults } from './redrive-faults.ts'
import { regionFaults } from './region-faults.ts'
import { replayFaults } from './replay-faults.ts'
import { shopFaults } from './shop-faults.ts'
import { storeFaults } from './store-faults.ts'

/** Every error that Tailrace raises, by code. */
export const catalogue = Object.freeze({
  ...pipelineFaults,
  ...captureFaults,
  ...cliFaults,
  ...engineFaults,
  ...largeFaults,
  ...machineFaults,
  ...mappingFaults,
  ...matchFaults,
  ...queryFaults,
  ...redriveFaults,
  ...regionFaults,
  ...replayFaults,
  ...shopFaults,
  ...storeFaults,
})

/** A code of the catalogue: `area.problem`. */
export type FaultCode = keyof typeof catalogue

/** The values that a code's message needs. */
export type FaultDetail<C extends FaultCode> = Parameters<(typeof catalogue)[C]['message']>[0]
