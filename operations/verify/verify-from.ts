import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { blobStore } from '../../adapters/open/blob-store.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { verifyFaults } from './faults.ts'
import { checkState, removeRun, stateFileOf } from './run-state.ts'
import type { FoundSubjects } from './source/find-subjects.ts'
import { findSubjects, placeOfTable } from './source/find-subjects.ts'
import { openRecords } from './source/open-records.ts'
import type { VerifyFromOptions } from './verify-from-options.ts'
import type { VerifySummary } from './verify-event.ts'
import { verifyTables } from './verify-tables.ts'

/** Off this machine nothing is written that nobody asked for in so many words. */
const refuseWrites = (
  { repair, allowWrites }: VerifyFromOptions,
  { tables: [first], isLocal }: FoundSubjects,
): void => {
  if (repair === undefined || repair.isDryRun || allowWrites || isLocal || first === undefined) return
  throw raise(verifyFaults, 'verify.writes-refused', placeOfTable(first))
}

const checkComparable = ({ subjects }: FoundSubjects, hasRecords: boolean): void => {
  const isAny = subjects.some(({ processors }) =>
    processors.some(({ check }) => check !== undefined && (hasRecords || check.kind !== 'events')),
  )
  const functions = subjects.map(({ functionName }) => functionName)
  if (!isAny) throw raise(verifyFaults, 'verify.nothing-to-compare', { functions, hasRecords })
}

/** The run's folder: that of the run that is resumed, or one of its own. */
const workFolder = ({ folder, resume, newId, workIn }: VerifyFromOptions): string => {
  if (resume === undefined) {
    const own = join(workIn ?? join(folder, '.tailrace', 'verify'), newId())
    mkdirSync(own, { recursive: true, mode: 0o700 })
    return own
  }
  checkState(resume)
  return dirname(resume)
}

/**
 * A comparison of a project's functions, or some, with their tables. Where `tailrace dev` runs in the folder, its
 * tables and sinks are meant; else those that the environment names, at AWS or at its endpoint.
 *
 * @throws PipelineError `verify.*`, `project.*`, `config.*`, `capture.*`, and what tables and sinks throw
 */
export const verifyFrom = async (options: VerifyFromOptions): Promise<VerifySummary> => {
  const { scope, clock, random, signal, tell, repair, maxReadUnits, segments, pauseMs } = options
  const work = workFolder(options)
  let isOver = false
  try {
    const found = await findSubjects(options)
    refuseWrites(options, found)
    const records = await openRecords({ ...options, env: found.tablesEnv }, found.tables, work)
    checkComparable(found, records !== undefined)
    const summary = await verifyTables({
      subjects: found.subjects,
      scope,
      folder: work,
      ...(records && { records }),
      ...(segments !== undefined && { segments }),
      ...(pauseMs !== undefined && { pauseMs }),
      ...(repair && { repair }),
      ...(found.blobUrl !== undefined && { blobs: blobStore(found.blobUrl) }),
      maxReadUnits,
      clock,
      random,
      signal,
      tell,
    })
    isOver = !summary.interrupted
    return summary
  } finally {
    const file = stateFileOf(work)
    if (!isOver && existsSync(file)) tell({ event: 'CanResume', file })
    else await removeRun(work)
  }
}
