import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpointStoreContract } from '../test/contract/checkpoint-store.contract.ts'
import { failureDestinationContract } from '../test/contract/failure-destination.contract.ts'
import { failureDocumentOf } from '../test/support/failure-documents.ts'
import { temporaryPaths } from '../test/support/temporary-folder.ts'
import { fileCheckpointStore } from './file/file-checkpoint-store.ts'
import { fileFailureDestination } from './file/file-failure-destination.ts'
import { memoryCheckpointStore } from './memory/memory-checkpoint-store.ts'
import { memoryFailureDestination } from './memory/memory-failure-destination.ts'

const path = temporaryPaths()

checkpointStoreContract('memory', () => memoryCheckpointStore())
checkpointStoreContract('a file', () => fileCheckpointStore(path('checkpoints.json')))

failureDestinationContract('memory', () => {
  const destination = memoryFailureDestination()
  const written = async (): Promise<readonly string[]> =>
    Promise.resolve(destination.documents().map(document => JSON.stringify(document)))
  return { destination, written }
})
failureDestinationContract(
  'a folder',
  () => {
    const folder = path('failures')
    const written = async (): Promise<readonly string[]> =>
      Promise.resolve(
        readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter(entry => entry.isFile())
          .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
      )
    return { destination: fileFailureDestination(folder), written }
  },
  () => {
    const file = path('no-folder')
    writeFileSync(file, '')
    return fileFailureDestination(file)
  },
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
