import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { LocalClients } from '../../adapters/dynamodb/local-clients.ts'
import { localClients } from '../../adapters/dynamodb/local-clients.ts'
import type { CreatedTable } from '../../adapters/dynamodb/table-admin.ts'
import { createTable } from '../../adapters/dynamodb/table-admin.ts'
import { systemClock } from '../../core/clock.ts'
import { chooseTableEngine } from '../../local-servers/table/choose.ts'
import type { TableEngine } from '../../local-servers/table/engine.ts'
import { probeMachine } from '../../local-servers/table/probe-machine.ts'
import { startTableEngine } from '../../local-servers/table/start-table-engine.ts'
import { tableDefinition } from '../../operations/table/table-definition.ts'

/** An engine with the shop's table in it. */
export interface WithTable {
  readonly engine: TableEngine
  readonly clients: LocalClients['clients']
  readonly table: CreatedTable
}

export type LocalEngine = 'dynamodb-local' | 'dynoxide'

const { XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env

/** Starts an engine, or throws with the reason why this machine cannot. */
const startEngine = async (kind: LocalEngine): Promise<TableEngine> => {
  const machine = await probeMachine(process.platform, process.arch)
  return startTableEngine({
    choice: chooseTableEngine(kind, undefined, machine),
    machine,
    endpoint: undefined,
    cacheFolder: join(XDG_CACHE_HOME, 'tailrace'),
    platform: process.platform,
    arch: process.arch,
    clock: systemClock,
    onProgress: () => undefined,
  })
}

/** Starts an engine and creates the shop's table in it. */
export const withTable = async (kind: LocalEngine): Promise<WithTable> => {
  const engine = await startEngine(kind)
  const { clients } = localClients(engine.endpoint)
  const definition = tableDefinition(readFileSync('infra/table.yml', 'utf8'), 'infra/table.yml', 'shop')
  const table = await createTable(clients.table, definition)
  return { engine, clients, table }
}

/** Why a local engine cannot run on this machine; in CI that is a failure, not a reason. */
export const reasonToSkip = async (kind: LocalEngine): Promise<string | undefined> => {
  const machine = await probeMachine(process.platform, process.arch)
  try {
    chooseTableEngine(kind, undefined, machine)
    return undefined
  } catch (error) {
    return error instanceof Error && process.env['CI'] === undefined ? error.message : undefined
  }
}
