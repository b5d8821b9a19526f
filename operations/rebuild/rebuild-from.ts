import { existsSync, mkdirSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { blobStore } from '../../adapters/open/blob-store.ts'
import type { IndexAdmin, NewMapping } from '../../adapters/opensearch/index-definition.ts'
import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { trustedMs } from '../../core/version/trusted-mark.ts'
import type { FoundSubjects } from '../verify/source/find-subjects.ts'
import { findSubjects, placeOfTable } from '../verify/source/find-subjects.ts'
import { abandonRebuild } from './abandon-rebuild.ts'
import type { ChosenIndex } from './choose-index.ts'
import { chooseIndex } from './choose-index.ts'
import { dropOldIndexes } from './drop-old-indexes.ts'
import { rebuildFaults } from './faults.ts'
import { latenessOf } from './lateness-of.ts'
import { planRebuild } from './plan-rebuild.ts'
import type { RebuildEvent, RebuildSummary } from './rebuild-event.ts'
import { rebuildIndex } from './rebuild-index.ts'
import type { RebuildOptions } from './rebuild-run.ts'
import { readRebuild, rebuildStateFile } from './rebuild-state.ts'

/** What is to be done about an index. */
export type RebuildTask = 'new-index' | 'adopt' | 'abandon' | 'drop-old'

/** What {@link rebuildFrom} takes. */
export interface RebuildFromOptions extends Pick<
  RebuildOptions,
  'segments' | 'maxReadUnits' | 'maxLateMs' | 'maxRepairs' | 'pauseMs'
> {
  readonly task: RebuildTask
  /** Of the project. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly table?: string | undefined
  readonly functionName?: string | undefined
  readonly index?: string | undefined
  /** A file with mappings and settings. */
  readonly mapping?: string | undefined
  /** The state file of an interrupted run. */
  readonly resume?: string | undefined
  readonly isDryRun: boolean
  /** It may write to what is not on this machine. */
  readonly allowWrites: boolean
  readonly newId: () => string
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal
  readonly tell: (event: RebuildEvent) => void
}

/** Reads what a new index is to be like. @throws PipelineError `rebuild.mapping-unreadable` */
const mappingIn = async (file: string): Promise<NewMapping> => {
  let reason = 'it is to be an object with "mappings", "settings" or both'
  try {
    const found: unknown = JSON.parse(await readFile(file, 'utf8'))
    const isObject = typeof found === 'object' && found !== null && !Array.isArray(found)
    const names = isObject ? Object.keys(found) : []
    if (names.length > 0 && names.every(name => name === 'mappings' || name === 'settings'))
      return found as NewMapping
  } catch (error) {
    reason = reasonOf(error)
  }
  throw raise(rebuildFaults, 'rebuild.mapping-unreadable', { file, reason })
}

/** The run's folder: that of the run that is resumed, or one of its own. */
const rebuildFolder = ({ folder, resume, newId }: RebuildFromOptions): string => {
  if (resume === undefined) {
    const own = join(folder, '.tailrace', 'rebuild', newId())
    mkdirSync(own, { recursive: true, mode: 0o700 })
    return own
  }
  const isState = basename(resume) === basename(rebuildStateFile(''))
  if (isState && readRebuild(dirname(resume)) !== undefined) return dirname(resume)
  const reason = existsSync(resume) ? 'it is no state of a rebuild' : 'it is not there'
  throw raise(rebuildFaults, 'rebuild.state-unreadable', { file: resume, reason })
}

/** Off this machine nothing is written that nobody asked for in so many words. */
const refuseRebuild = (
  { isDryRun, allowWrites }: RebuildFromOptions,
  { isLocal, tables: [first] }: FoundSubjects,
  index: string,
): void => {
  if (isDryRun || allowWrites || isLocal || first === undefined) return
  throw raise(rebuildFaults, 'rebuild.writes-refused', { ...placeOfTable(first), index })
}

const runNewIndex = async (
  options: RebuildFromOptions,
  found: FoundSubjects,
  { index, subjects, admin }: ChosenIndex & { readonly admin: IndexAdmin },
): Promise<RebuildSummary | undefined> => {
  const { task, mapping, isDryRun, newId, clock, tell } = options
  const given = mapping === undefined ? undefined : await mappingIn(mapping)
  const lateness = latenessOf(found, clock)
  if (isDryRun) {
    await planRebuild({ ...options, alias: index, subjects, admin, lateness })
    return undefined
  }
  const folder = rebuildFolder(options)
  const longestMs = Math.max(...subjects.map(({ timeoutMs }) => timeoutMs))
  let isOver = false
  try {
    const summary = await rebuildIndex({
      ...options,
      alias: index,
      subjects,
      admin,
      lateness,
      folder,
      run: newId(),
      isAdopted: task === 'adopt',
      ...(given && { given }),
      settleMs: trustedMs + longestMs,
      ...(found.blobUrl !== undefined && { blobs: blobStore(found.blobUrl) }),
    })
    isOver = summary.step === 'done'
    return summary
  } finally {
    const file = rebuildStateFile(folder)
    if (isOver || !existsSync(file)) await rm(folder, { recursive: true, force: true })
    else tell({ event: 'CanResume', file })
  }
}

/**
 * Builds an index of a project anew beside the one that is read, or gives up or ends what such a run has left.
 *
 * @returns nothing where there is nothing to sum up
 * @throws PipelineError `rebuild.*`, `verify.*`, `project.*`, `config.*`, `search.*`, and what tables and sinks throw
 */
export const rebuildFrom = async (options: RebuildFromOptions): Promise<RebuildSummary | undefined> => {
  const { task, signal, clock, tell, isDryRun } = options
  const found = await findSubjects(options)
  const chosen = chooseIndex(found, options.index)
  const { index, admin } = chosen
  try {
    refuseRebuild(options, found, index)
    if (task === 'abandon') await abandonRebuild({ ...chosen, clock, signal, tell, isDryRun })
    else if (task === 'drop-old') await dropOldIndexes({ ...chosen, signal, tell, isDryRun })
    else return await runNewIndex(options, found, chosen)
    return undefined
  } finally {
    await admin.close()
  }
}
