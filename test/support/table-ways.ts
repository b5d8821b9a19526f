import { askBySdk } from '../../adapters/dynamodb/ask-by-sdk.ts'
import type { AskTable } from '../../adapters/dynamodb/ask-table.ts'
import { askDirectly } from '../../adapters/dynamodb/direct/ask-directly.ts'
import { postRequest } from '../../adapters/aws/direct/post-request.ts'
import { systemClock } from '../../core/clock.ts'
import type { ServiceFaults } from '../../testing/contracts/service-faults.ts'
import { faultyTable, refusedByClient } from './faulty-client.ts'
import { faultyCalls } from './faulty-calls.ts'

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

const secretAccessKey = 'marked-secret-of-the-table'

const bySdk = (endpoint: string): FaultyAsk => {
  const { client, faults } = faultyTable(endpoint)
  return { ask: askBySdk(client), faults }
}

const directly = (endpoint: string): FaultyAsk => {
  const { faults, through } = faultyCalls({
    refusal: () => refusedByClient('ValidationException'),
    secrets: [secretAccessKey, 'marked-session'],
  })
  const inner = postRequest({ clock: systemClock, connectMs: 2_000, answerMs: 10_000 })
  const ask = askDirectly({
    url: new URL(endpoint),
    region: 'us-east-1',
    keys: () => ({ accessKeyId: 'tailrace', secretAccessKey, sessionToken: 'marked-session' }),
    post: async post => through(`/ ${post.body}`, post.signal, async () => inner(post)),
    clock: systemClock,
    random: () => 0,
    maxAttempts: 1,
  })
  return { ask, faults }
}

/** Both, for suites that have to hold of each. */
export const tableWays: readonly TableWay[] = [
  { way: 'by the SDK', faultyAsk: bySdk },
  { way: 'directly', faultyAsk: directly },
]
