import { raise } from '../../core/errors/pipeline-error.ts'
import { rebuildFaults } from './faults.ts'
import type { FilledSink, RebuildOptions, RebuildRun } from './rebuild-run.ts'
import { newPace } from '../verify/pace.ts'
import type { TableReader } from '../verify/table-reader.ts'
import type { RebuildState } from './rebuild-state.ts'
import { readRebuild, rebuildStateFile, saveRebuild } from './rebuild-state.ts'

const tablesOf = ({ subjects }: Pick<RebuildOptions, 'subjects'>): readonly TableReader[] => [
  ...new Map(subjects.flatMap(each => each.tables).map(each => [each.tableName, each])).values(),
]

const overOf = ({ alias, subjects }: RebuildOptions): string =>
  subjects
    .map(
      ({ functionName, tables, processors }) =>
        `${functionName} (${tables.map(({ tableName }) => tableName).join()}: ${processors.map(({ name }) => name).join()})`,
    )
    .join(', ') + ` into ${alias}`

/** The processors of a run as they keep the new index. */
export const filledSinks = async (
  subjects: RebuildOptions['subjects'],
  tables: readonly TableReader[],
  index: string,
): Promise<readonly FilledSink[]> => {
  const sinks: FilledSink[] = []
  for (const { functionName, processors, tables: own } of subjects) {
    // One reader for a table, whichever functions are on it.
    const readers = tables.filter(each => own.some(({ tableName }) => tableName === each.tableName))
    for (const processor of processors) {
      const { check } = processor
      const filled = check?.kind === 'state' ? await check.inNewIndex?.(index) : undefined
      if (filled !== undefined) sinks.push({ functionName, processor, check: filled, tables: readers })
    }
  }
  return sinks
}

const streamsOf = (tables: readonly TableReader[]): Record<string, string> => {
  const off = tables.find(({ streamArn }) => streamArn === '')
  if (off !== undefined) throw raise(rebuildFaults, 'rebuild.stream-missing', { tableName: off.tableName })
  return Object.fromEntries(tables.map(({ tableName, streamArn }) => [tableName, streamArn]))
}

const chosenState = async (
  options: RebuildOptions,
  tables: readonly TableReader[],
): Promise<RebuildState> => {
  const { alias, admin, clock, segments = 8, isAdopted = false } = options
  const { isIndex, live, next, gcDeletes } = await admin.describeAlias(alias)
  if (isIndex) throw raise(rebuildFaults, 'rebuild.alias-missing', { index: alias })
  if (live.length > 1) throw raise(rebuildFaults, 'rebuild.alias-forked', { index: alias, live })
  const filling = await fillingOf(options)
  if (filling !== undefined && !isAdopted)
    throw raise(rebuildFaults, 'rebuild.filling-other', { index: alias, filling })
  const adopted = isAdopted ? await adoptedIndex(options, filling) : undefined
  return {
    version: 1,
    over: overOf(options),
    run: adopted?.run ?? options.run,
    alias,
    index: adopted?.index ?? next,
    before: live[0] ?? '',
    ...(gcDeletes !== undefined && { gcDeletes }),
    streams: streamsOf(tables),
    segments,
    step: adopted === undefined ? 'chosen' : 'filled',
    announcedAtMs: clock.now(),
    checkedAtMs: clock.now(),
    cursors: {},
    items: 0,
    filled: 0,
    held: 0,
    unfilled: 0,
  }
}

const fillingOf = async ({ subjects, signal }: RebuildOptions): Promise<string | undefined> => {
  const check = subjects[0]?.processors[0]?.check
  return check?.kind === 'state' ? check.filledIndex?.(signal) : undefined
}

/** The index that the mark names, and the run that it was made for. */
const adoptedIndex = async ({ alias, admin }: RebuildOptions, index: string | undefined) => {
  const run = index === undefined ? undefined : await admin.runOf(index)
  if (index === undefined || run === undefined || run === '')
    throw raise(rebuildFaults, 'rebuild.nothing-to-adopt', { index: alias })
  return { index, run }
}

const checkSame = (options: RebuildOptions, state: RebuildState, tables: readonly TableReader[]): void => {
  const [was, is] = [state.over, overOf(options)]
  const file = rebuildStateFile(options.folder)
  if (was !== is) throw raise(rebuildFaults, 'rebuild.state-other', { file, was, is })
  for (const { tableName, streamArn } of tables) {
    const before = state.streams[tableName] ?? ''
    if (before !== streamArn)
      throw raise(rebuildFaults, 'rebuild.stream-changed', { tableName, was: before, is: streamArn })
  }
}

/** A run that begins, or the one whose state is in the folder. */
export const openRebuild = async (options: RebuildOptions): Promise<RebuildRun> => {
  const { folder, subjects, maxReadUnits, clock, signal } = options
  const tables = tablesOf(options)
  const found = readRebuild(folder)
  if (found !== undefined) checkSame(options, found, tables)
  const state = found ?? (await chosenState(options, tables))
  return {
    ...options,
    run: state.run,
    state,
    tables,
    sinks: await filledSinks(subjects, tables, state.index),
    pace: newPace(maxReadUnits, clock, signal),
    save: async () => saveRebuild(folder, state),
  }
}
