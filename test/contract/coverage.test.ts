import { describe, expect, it } from 'vitest'
import * as contracts from '../../testing/contracts/index.ts'
import type { PortContract } from '../../testing/contracts/contract.ts'
import { contractAspects } from '../../testing/contracts/contract.ts'
import { heldPairs, portPairs } from './port-table.ts'

/** Ports without a suite, and why. */
const portsWithoutSuite: Readonly<Record<string, string>> = {
  LeaseParty:
    'it says whether a process of this machine lives: `local-party.test.ts` asks it about real ones',
}

/** Functions that return a port and are no implementation of it, and why. */
const noImplementations: Readonly<Record<string, string>> = {
  bothWays: 'what the sinks of SNS, SQS and EventBridge are made of, which are all held',
  inEnvironments: 'what `workerFunction` and `processFunction` are made of, which are both held',
  cacheOn: 'what `clientCache` and `valkeyCache` are made of, which are both held',
  openLedgerStore: 'opens `dynamoDbLedgerStore` at a URL',
  openVersionCounters: 'opens `dynamoDbVersionCounters` at a URL',
  openClaimStore: 'opens `dynamoDbClaimStore` at a URL',
  inEnvelope:
    'hands batches to a target that is held in another form: `kinesis-envelope.test.ts` and `pipe-envelope.test.ts`',
  kinesisSource:
    'gives the records of a source that is held under the longer numbers of Kinesis: `kinesis-envelope.test.ts`',
  locateStream: 'chooses among the sources that it is given',
  locateFunction: 'chooses among the targets that it is given',
  locateDestination: 'chooses among the destinations that it is given',
}

const isContract = (value: unknown): value is PortContract<never> =>
  typeof value === 'function' && 'port' in value
const suites = Object.entries(contracts).flatMap(([name, value]) =>
  isContract(value) ? [{ name, suite: value }] : [],
)
const suiteOf = (port: string): string | undefined => suites.find(({ suite }) => suite.port === port)?.name

const pairs = portPairs()
const held = heldPairs()

/** One line for each pair that no test holds to the suite of its port. */
const holes = pairs.flatMap(({ port, implementation, id }) => {
  if (portsWithoutSuite[port] !== undefined || noImplementations[implementation] !== undefined) return []
  const suite = suiteOf(port)
  if (suite === undefined) return [`${port} has no suite (${id})`]
  return held.has(`${suite} ${id}`) ? [] : [`${id} is not held to ${suite}`]
})

const table = Object.fromEntries(
  [...Map.groupBy(pairs, ({ port }) => port)].map(([port, of]) => [
    port,
    of
      .map(({ implementation }) => implementation)
      .filter(each => noImplementations[each] === undefined)
      .toSorted(),
  ]),
)

/** What of a table the sources lack. */
const missing = (expected: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  Object.entries(expected).flatMap(([port, of]) =>
    of.filter(each => table[port]?.includes(each) !== true).map(each => `${port}: ${each}`),
  )

describe('every implementation of a port', () => {
  it('is held to the suite of its port', () => {
    expect(holes).toEqual([])
  })

  // What has to be found at least, or the test above says nothing. A new implementation needs no line here.
  it('is found in the sources', () => {
    expect(
      missing({
        AuditSink: ['fileAuditSink', 'memoryAuditSink', 's3AuditSink'],
        BlobStore: ['fileBlobStore', 'memoryBlobStore', 's3BlobStore'],
        Cache: ['clientCache', 'memoryCache', 'valkeyCache'],
        ClaimStore: ['dynamoDbClaimStore', 'fileClaimStore', 'memoryClaimStore'],
        CheckpointStore: ['fileCheckpointStore', 'memoryCheckpointStore'],
        DependentStore: ['dynamoDbDependentStore', 'memoryDependentStore'],
        FailedObjects: ['fileFailedObjects', 'memoryFailedObjects', 's3FailedObjects'],
        FailureDestination: [
          'fileFailureDestination',
          'memoryFailureDestination',
          's3FailureDestination',
          'snsFailureDestination',
          'sqsFailureDestination',
        ],
        FunctionTarget: ['httpFunction', 'inProcessFunction', 'lambdaFunction', 'workerFunction'],
        ItemSource: ['dynamoDbItemSource', 'memoryItemSource'],
        LeaseMarks: ['fileLeaseMarks', 'memoryLeaseMarks'],
        LeaseParty: ['localParty', 'partyByClock'],
        LedgerStore: ['dynamoDbLedgerStore', 'fileLedgerStore', 'memoryLedgerStore'],
        NotificationSink: [
          'eventBridgeNotificationSink',
          'fileNotificationSink',
          'memoryNotificationSink',
          'snsNotificationSink',
          'sqsNotificationSink',
        ],
        ParkingStore: ['fileParkingStore', 'memoryParkingStore', 's3ParkingStore'],
        SearchStore: ['memorySearchStore', 'openSearchStore', 'sqliteSearchStore'],
        StreamSource: ['dynamoDbStreamSource', 'scriptedSource'],
        VersionCounters: ['dynamoDbVersionCounters', 'fileVersionCounters', 'memoryVersionCounters'],
      }),
    ).toEqual([])
  })

  it('is left out only where it exists', () => {
    const ports = new Set(pairs.map(({ port }) => port))
    const functions = new Set(pairs.map(({ implementation }) => implementation))

    expect(Object.keys(portsWithoutSuite).filter(port => !ports.has(port))).toEqual([])
    expect(Object.keys(noImplementations).filter(name => !functions.has(name))).toEqual([])
  })
})

describe('the suite of every port', () => {
  it('is of a port that adapters implement', () => {
    expect(suites.map(({ suite }) => suite.port).filter(port => table[port] === undefined)).toEqual([])
  })

  it.each(suites)('answers each question with a case or a reason: $name', ({ suite }) => {
    const asked = new Set(suite.cases.map(({ aspect }) => aspect))

    expect(
      contractAspects.filter(aspect => !asked.has(aspect) && suite.without[aspect] === undefined),
    ).toEqual([])
    expect(
      contractAspects.filter(aspect => asked.has(aspect) && suite.without[aspect] !== undefined),
    ).toEqual([])
  })

  it.each(suites)('gives every case a name of its own: $name', ({ suite }) => {
    const names = suite.cases.map(({ name }) => name)

    expect(names).toEqual([...new Set(names)])
  })
})
