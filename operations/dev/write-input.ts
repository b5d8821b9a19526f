import { loadFunction } from '../project/load-module.ts'
import type { DevOptions } from './dev-options.ts'
import type { Session } from './session.ts'
import { readItems, writeItems } from './write-items.ts'

/** Does a write of the input; `mayBeDone` where an earlier run was cut off in it. */
type InputStep = (mayBeDone: boolean) => Promise<unknown>

/** What a run that keeps nothing does. */
const always = async (_name: string, write: InputStep): Promise<void> => {
  await write(false)
}

type Input = (options: object) => Promise<unknown>

/** The table that an input is given by name: the one that a function is on, the first where there are several. */
const tableNameFor = ({ project, tables }: Session): string => {
  const [first] = project.functions.flatMap(({ streams }) => streams)
  return tables.tables.find(({ id }) => id === first?.table)?.tableName ?? ''
}

const writeItemsOf = async (
  session: Session,
  file: string,
  signal: AbortSignal,
  onProgress: (progress: { readonly done: number; readonly total: number }) => void,
): Promise<void> => {
  const { tables, clients } = session.tables
  const step = session.kept?.journal.step
  const names = new Map(
    tables.flatMap(({ id, tableName }) => [[id, tableName] as const, [tableName, tableName]]),
  )
  const items = readItems(file, [...names.keys()], tableNameFor(session))
  await writeItems(clients.table, items, table => names.get(table) ?? table, {
    signal,
    ...(step && { step }),
    onProgress: done => {
      onProgress({ done, total: items.length })
    },
  })
}

/** What is in a table is somebody's; what is kept of an input that was cut off is this run's to go on with. */
const isWanted = ({ tables, kept }: Session, tell: DevOptions['tell']): boolean => {
  const before = tables.tables.filter(({ isNew }) => !isNew).map(({ tableName }) => tableName)
  if (kept === undefined ? before.length === 0 : !kept.journal.isThrough()) {
    if (kept?.journal.wasCutOff === true) tell({ event: 'InputGoesOn' })
    return true
  }
  if (before.length > 0) tell({ event: 'InputLeftOut', tables: before })
  return false
}

/**
 * Lets the project's input module write into the tables, unless they were there before: what is in them is somebody's.
 *
 * @throws PipelineError `project.file-unreadable`, `project.export-missing`
 */
export const writeInput = async (session: Session, options: DevOptions): Promise<void> => {
  const { inputFile } = session.project
  const journal = session.kept?.journal
  if (inputFile !== undefined) {
    if (!isWanted(session, options.tell)) return
    journal?.begin()
    await write(session, inputFile, options)
  }
  if (!options.signal.aborted) journal?.finish()
}

const write = async (
  session: Session,
  inputFile: string,
  { seed, clock, signal, tell }: DevOptions,
): Promise<void> => {
  const onProgress = (progress: { readonly done: number; readonly total: number }): void => {
    tell({ event: 'Writing', ...progress, atMs: clock.now() })
  }
  if (inputFile.endsWith('.json')) {
    await writeItemsOf(session, inputFile, signal, onProgress)
    return
  }
  const input = await loadFunction<Input>(inputFile, 'input')
  await input({
    client: session.tables.clients.table,
    tableName: tableNameFor(session),
    tables: Object.fromEntries(session.tables.tables.map(({ id, tableName }) => [id, tableName])),
    seed,
    clock,
    signal,
    onProgress,
    step: session.kept?.journal.step ?? always,
  })
}
