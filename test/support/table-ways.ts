import { askBySdk } from '../../adapters/dynamodb/ask-by-sdk.ts'
import type { AskTable } from '../../adapters/dynamodb/ask-table.ts'
import { askDirectly } from '../../adapters/dynamodb/direct/ask-directly.ts'
import type { ServiceFaults } from '../../testing/contracts/service-faults.ts'
import { faultyTable } from './faulty-client.ts'
import { faultyDirect } from './faulty-direct.ts'

/** A way to ask tables that tries each call once, and the faults between the two. */
export interface FaultyAsk {
  readonly ask: AskTable
  readonly faults: Required<ServiceFaults>
}

/** One of the two ways in which tables are asked. */
export interface TableWay {
  readonly way: string
  readonly faultyAsk: (endpoint: string) => FaultyAsk
}

const bySdk = (endpoint: string): FaultyAsk => {
  const { client, faults } = faultyTable(endpoint)
  return { ask: askBySdk(client), faults }
}

const directly = (endpoint: string): FaultyAsk => {
  const { options, faults } = faultyDirect(endpoint, 'ValidationException', 'marked-secret-of-the-table')
  return { ask: askDirectly(options), faults }
}

/** Both, for suites that have to hold of each. */
export const tableWays: readonly TableWay[] = [
  { way: 'by the SDK', faultyAsk: bySdk },
  { way: 'directly', faultyAsk: directly },
]
