import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SampleTable } from '../../operations/dev/sample-write.ts'
import { writeSample } from '../../operations/dev/sample-write.ts'
import { wantedByFunctions } from '../../operations/dev/wanted-sample.ts'
import type { Session } from '../../operations/dev/session.ts'
import { redriveApart } from '../../operations/redrive/redrive-apart.ts'
import type { ScreenActions } from './dev-screen.ts'

/** What {@link devActions} takes. */
export interface DevActionsOptions {
  readonly session: Session
  /** Whether the tables are of this run, and of nobody else. */
  readonly isOurs: boolean
  readonly random: () => number
  readonly newId: () => string
  /** Node, and the program that it runs. */
  readonly self: readonly [string, string]
  readonly folder: string
  readonly chaos: { readonly rate: () => number; readonly set: (rate: number) => void }
  /** Opens the page; says what it did. */
  readonly open: () => Promise<string | undefined>
}

/** Share of attempts that fail while chaos is on. */
const chaosRate = 0.3

/** The tables whose streams are read, first; the others get no function going. */
const sampleTables = ({ project, tables }: Session): readonly SampleTable[] => {
  const read = new Set(project.functions.flatMap(({ streams }) => streams.map(({ table }) => table)))
  return tables.tables.flatMap(({ id, tableName, keyNames }) => {
    if (!read.has(id)) return []
    const found = project.tables.find(each => each.id === id)
    const attributes = found?.definition.AttributeDefinitions ?? []
    return [{ tableName, keyNames, attributes, timeToLive: found?.timeToLive }]
  })
}

const sampleWriter = ({ session, isOurs, random, newId }: DevActionsOptions): ScreenActions['write'] => {
  const tables = sampleTables(session)
  let next = 0
  return async () => {
    if (!isOurs) return 'nothing is written: these tables were there before this run'
    const table = tables[next % Math.max(1, tables.length)]
    if (table === undefined) return 'there is no table with a stream to write to'
    next += 1
    const { tableName, eventName, attribute } = await writeSample(session.tables.clients.table, table, {
      random,
      newId,
      isWanted: wantedByFunctions(session.registries, table),
    })
    return attribute === undefined
      ? `wrote a new item to ${tableName} (${eventName})`
      : `wrote ${attribute} of an item of ${tableName} (${eventName})`
  }
}

interface Redriven {
  readonly redriven: number
  readonly objects: number
  readonly failed: number
}

const isSummary = (value: object): value is Redriven => 'event' in value && value.event === 'Summary'

/** Its last line is the account; where it could not begin, what it said is why. */
const retryLine = (out: string, said: string): string => {
  const lines = out.split('\n').filter(line => line !== '')
  const last = lines.map(line => JSON.parse(line) as object).findLast(isSummary)
  if (last === undefined) return said.trim().split('\n').at(-1) ?? 'nothing was redriven'
  const { objects, redriven, failed } = last
  return objects === 0
    ? 'nothing is to be redriven any more'
    : `redriven ${redriven} of ${objects} objects${failed > 0 ? `, ${failed} changes failed again` : ''}`
}

/** Whether something that failed lies in a folder of the run. */
const holdsFiles = (folder: string): boolean => {
  try {
    return readdirSync(folder, { recursive: true }).length > 0
  } catch {
    return false
  }
}

/** Redrives in a process of its own. */
const retry = ({ self, folder, session }: DevActionsOptions): ScreenActions['retry'] => {
  const { runFolder } = session.note
  return async () => {
    if (!['parked', 'failures'].some(each => holdsFiles(join(runFolder, each)))) return 'nothing is parked'
    const { out, said } = await redriveApart(self, folder)
    return retryLine(out, said)
  }
}

/** What the keys do to a session. */
export const devActions = (options: DevActionsOptions): ScreenActions => {
  const { session, chaos, open } = options
  return {
    write: sampleWriter(options),
    retry: retry(options),
    open,
    chaos: async () => {
      const rate = chaos.rate() > 0 ? 0 : chaosRate
      await session.commands.setChaosRate(rate)
      chaos.set(rate)
      return rate === 0
        ? 'no attempt fails on purpose any more'
        : `each attempt fails with a chance of ${rate}`
    },
    pause: async () => {
      await (session.mappings.isPaused() ? session.commands.resume() : session.commands.pause())
      return undefined
    },
  }
}
