import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '../../../adapters/file/has-code.ts'
import { writeLasting } from '../../../adapters/file/object-files.ts'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import { isPlain } from '../../../engine/plain.ts'
import type { LocalCredentials } from '../../../local-servers/door/local-credentials.ts'
import { machineFaults } from '../../../local-servers/faults.ts'

/** An engine that keeps its tables in a file. */
export type KeepingEngine = 'dynamodb-local' | 'dynoxide'

/** Under what the tables are kept: DynamoDB Local has a file for each key id and region. */
export interface KeptAccount {
  readonly engine: KeepingEngine
  readonly credentials: LocalCredentials
}

const version = 1

const fileIn = (folder: string): string => join(folder, 'account.json')

const accountIn = (value: unknown): KeptAccount => {
  if (!isPlain(value)) throw new Error('it is no object')
  if (value['version'] !== version)
    throw new Error(`it is of version ${JSON.stringify(value['version'])}, known is ${version}`)
  const { engine, credentials } = value
  if (engine !== 'dynamodb-local' && engine !== 'dynoxide') throw new Error('it names no engine')
  const { accessKeyId, secretAccessKey, region } = isPlain(credentials) ? credentials : {}
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string' || typeof region !== 'string')
    throw new Error('it has no credentials')
  return { engine, credentials: { accessKeyId, secretAccessKey, region } }
}

/**
 * What a folder keeps its tables under; `undefined` in a new one.
 *
 * @throws PipelineError `machine.kept-unreadable`: with other credentials the tables would seem to be empty
 */
export const readAccount = async (folder: string): Promise<KeptAccount | undefined> => {
  const file = fileIn(folder)
  try {
    return accountIn(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw raise(machineFaults, 'machine.kept-unreadable', { file, reason: reasonOf(error) }, { cause: error })
  }
}

/** Writes it for this user only, before the first table is made under it. */
export const writeAccount = async (folder: string, account: KeptAccount): Promise<void> =>
  writeLasting(fileIn(folder), JSON.stringify({ version, ...account }), `.${process.pid}`)
