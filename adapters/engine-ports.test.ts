import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpointStoreContract } from '../testing/contracts/checkpoint-store.ts'
import { failureDestinationContract } from '../testing/contracts/failure-destination.ts'
import { withoutService } from '../testing/contracts/contract.ts'
import { holdTo } from '../test/contract/hold-to.ts'
import { ofFiles } from '../test/contract/reasons.ts'
import { faultyFolder } from '../test/support/faulty-folder.ts'
import { failureDocumentOf } from '../testing/contracts/failure-destination.ts'
import { temporaryPaths } from '../test/support/temporary-folder.ts'
import { fileCheckpointStore } from './file/file-checkpoint-store.ts'
import { fileFailureDestination } from './file/file-failure-destination.ts'
import { memoryCheckpointStore } from './memory/memory-checkpoint-store.ts'
import { memoryFailureDestination } from './memory/memory-failure-destination.ts'

const path = temporaryPaths()

holdTo(
  'memory as a checkpoint store',
  checkpointStoreContract(() => ({ store: memoryCheckpointStore() }), withoutService),
)
holdTo(
  'a file as a checkpoint store',
  checkpointStoreContract(() => {
    const folder = path('place')
    const faults = faultyFolder(folder)
    return { store: fileCheckpointStore(join(folder, 'checkpoints.json')), faults }
  }, ofFiles),
)

holdTo(
  'memory as a failure destination',
  failureDestinationContract(() => {
    const destination = memoryFailureDestination()
    return { destination, written: () => destination.documents().map(document => JSON.stringify(document)) }
  }, withoutService),
)
holdTo(
  'a folder as a failure destination',
  failureDestinationContract(() => {
    const folder = path('failures')
    const faults = faultyFolder(folder)
    const written = (): readonly string[] =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    return { destination: fileFailureDestination(folder), written, faults }
  }, ofFiles),
)

describe('a file of checkpoints', () => {
  it('survives the process', async () => {
    const file = path('checkpoints.json')
    await fileCheckpointStore(file).save('m', 'arn', 'a', { type: 'after', sequenceNumber: '1' })

    expect(await fileCheckpointStore(file).load('m', 'arn')).toEqual(
      new Map([['a', { type: 'after', sequenceNumber: '1' }]]),
    )
  })
})

describe('a folder as failure destination', () => {
  it('writes under the key that Lambda gives an object in S3', async () => {
    const folder = path('failures')
    const document = failureDocumentOf('request-1', { payload: '{"Records":[]}' })

    await fileFailureDestination(folder).write(document, 'mapping-1')

    const key = 'aws/lambda/mapping-1/shardId-1/2026/03/04/2026-03-04T05.06.07-request-1'
    expect(JSON.parse(readFileSync(join(folder, key), 'utf8'))).toEqual(document)
  })
})
