import { deepEqual } from 'node:assert/strict'
import type { FailureDestination, FailureDocument } from '../../engine/ports/failure-destination.ts'
import { portContract } from './contract.ts'
import { holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** An empty destination, and what whoever looks into it afterwards finds. */
export interface FailureDestinationUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly destination: FailureDestination
  /** The texts that lie there, in any order: bodies, messages, objects or values. */
  readonly written: () => Promise<readonly string[]> | readonly string[]
}

/** A document about two discarded records, as Lambda writes it. */
export const failureDocumentOf = (
  requestId: string,
  more: Partial<FailureDocument> = {},
): FailureDocument => ({
  requestContext: {
    requestId,
    functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:local',
    condition: 'RecordAgeExceeded',
    approximateInvokeCount: 1,
  },
  version: '1.0',
  timestamp: '2026-03-04T05:06:07.890Z',
  DDBStreamBatchInfo: {
    shardId: 'shardId-1',
    startSequenceNumber: '1',
    endSequenceNumber: '2',
    approximateArrivalOfFirstRecord: '2026-03-04T05:06:07Z',
    approximateArrivalOfLastRecord: '2026-03-04T05:06:07Z',
    batchSize: 2,
    streamArn: 'stream',
  },
  ...more,
})

const readBack = async ({ written }: FailureDestinationUnderTest): Promise<readonly FailureDocument[]> =>
  (await written()).map(text => JSON.parse(text) as FailureDocument)

/** What every failure destination has to do. `make` gives an empty one. */
export const failureDestinationContract = portContract<FailureDestinationUnderTest>({
  port: 'FailureDestination',
  without: {
    'refusal-of-all': 'a call writes one document: its refusal is that of one',
    'partial-failure': 'a document is there whole or not at all, which the refusal of one shows',
    abort: 'the port takes no signal: the engine waits, since the batch is lost otherwise',
    order: 'a document says itself when and from where it is',
  },
  cases: [
    {
      name: 'writes the document as it is, as JSON text',
      run: async make => {
        const made = await make()
        await made.destination.write(failureDocumentOf('request-1'), 'mapping-1')

        deepEqual(await readBack(made), [failureDocumentOf('request-1')])
      },
    },
    {
      name: 'keeps the records where the engine gives them',
      run: async make => {
        const made = await make()
        const document = failureDocumentOf('request-1', { payload: '{"Records":[{"eventID":"ü"}]}' })
        await made.destination.write(document, 'mapping-1')

        deepEqual(await readBack(made), [document])
      },
    },
    {
      name: 'keeps apart documents of one second, written at once',
      run: async make => {
        const made = await make()
        const ids = Array.from({ length: 5 }, (_, index) => `request-${index}`)

        await Promise.all(ids.map(async id => made.destination.write(failureDocumentOf(id), 'mapping-1')))

        const found = (await readBack(made)).map(({ requestContext }) => requestContext.requestId)
        deepEqual(found.toSorted(), ids)
      },
    },
    {
      name: 'tells of a batch at least once when it is told twice, and of nothing else',
      aspect: 'repetition',
      run: async make => {
        const made = await make()
        await made.destination.write(failureDocumentOf('request-1'), 'mapping-1')
        await made.destination.write(failureDocumentOf('request-1'), 'mapping-1')

        const found = (await readBack(made)).map(({ requestContext }) => requestContext.requestId)
        deepEqual(new Set(found), new Set(['request-1']))
      },
    },
    {
      name: 'takes the records of a whole batch, where it is given records',
      aspect: 'big-input',
      run: async make => {
        const made = await make()
        const payload = made.destination.kind === 's3' ? { payload: 'x'.repeat(6_000_000) } : {}
        await made.destination.write(failureDocumentOf('request-1', payload), 'mapping-1')

        deepEqual(await readBack(made), [failureDocumentOf('request-1', payload)])
      },
    },
    {
      name: 'rejects what could not be written, and takes it at the next try',
      aspect: 'refusal-of-one',
      run: async make => {
        const made = await make()
        await needed(made.faults, 'breakDown', 'refusal-of-one')()
        await rejectionOf(made.destination.write(failureDocumentOf('request-1'), 'mapping-1'))
        await needed(made.faults, 'restore', 'refusal-of-one')()
        await made.destination.write(failureDocumentOf('request-2'), 'mapping-1')

        deepEqual(await readBack(made), [failureDocumentOf('request-2')])
      },
    },
    {
      name: 'keeps secrets and records out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { destination, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const document = failureDocumentOf('request-1', { payload: 'marked-record' })
        const error = await rejectionOf(destination.write(document, 'mapping-1'))
        await faults?.restore?.()

        holdsNone(error, [...secrets, 'marked-record'])
      },
    },
  ],
})
