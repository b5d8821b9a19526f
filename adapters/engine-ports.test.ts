import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FailureDocument } from '../engine/ports/failure-destination.ts'
import { checkpointStoreContract } from '../test/contract/checkpoint-store.contract.ts'
import { temporaryPaths } from '../test/support/temporary-folder.ts'
import { fileCheckpointStore } from './file/file-checkpoint-store.ts'
import { fileFailureDestination } from './file/file-failure-destination.ts'
import { memoryCheckpointStore } from './memory/memory-checkpoint-store.ts'

const path = temporaryPaths()

checkpointStoreContract('memory', () => memoryCheckpointStore())
checkpointStoreContract('a file', () => fileCheckpointStore(path('checkpoints.json')))

describe('a file of checkpoints', () => {
  it('survives the process', async () => {
    const file = path('checkpoints.json')
    await fileCheckpointStore(file).save('m', 'a', { type: 'after', sequenceNumber: '1' })

    expect(await fileCheckpointStore(file).load('m')).toEqual(
      new Map([['a', { type: 'after', sequenceNumber: '1' }]]),
    )
  })
})

describe('a folder as failure destination', () => {
  it('case 81: writes under the key that Lambda gives an object in S3', async () => {
    const folder = path('failures')
    const document: FailureDocument = {
      requestContext: {
        requestId: 'request-1',
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
      payload: '{"Records":[]}',
    }

    await fileFailureDestination(folder).write(document, 'mapping-1')

    const key = 'aws/lambda/mapping-1/shardId-1/2026/03/04/2026-03-04T05.06.07-request-1'
    expect(JSON.parse(readFileSync(join(folder, key), 'utf8'))).toEqual(document)
  })
})
