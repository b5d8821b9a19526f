import type { RecordReport } from '../../../core/dispatch/report.ts'
import type { FunctionNote } from '../../../engine/function/function-note.ts'
import { saidFailures } from '../../../engine/machine/said-failures.ts'
import type { FunctionTarget, InvokeResult } from '../../../engine/ports/function-target.ts'
import type { MappingSettings } from '../../../engine/settings.ts'
import type { ProjectFunction } from '../../project/project.ts'
import { answerSightings } from './answer-sightings.ts'
import type { Sighting, Warnings } from './warnings.ts'

/** A target whose answers are looked at, and what can only be said of all of them together. */
export interface WatchedTarget {
  readonly target: FunctionTarget
  /** To be asked when everything is delivered. */
  readonly atQuiet: () => void
}

/** A list of failures, empty or not, that Lambda reads: whoever returns one knows how. */
const isReported = (result: InvokeResult): boolean =>
  result.type === 'returned' && saidFailures(result.value)?.isReadable === true

/**
 * Looks at what a target answers to one mapping.
 *
 * @param isAsked - whether who wrote the project has said that failures are reported; a pipe reads them anyway
 */
export const watchedTarget = (
  target: FunctionTarget,
  settings: Pick<MappingSettings, 'FunctionResponseTypes'>,
  warnings: Warnings,
  isAsked = true,
): WatchedTarget => {
  const { functionName } = target
  let answers = 0
  let isSilent = isAsked && settings.FunctionResponseTypes.includes('ReportBatchItemFailures')
  return {
    target: {
      functionName,
      invoke: async (event, requestId) => {
        const result = await target.invoke(event, requestId)
        for (const sighting of answerSightings(event.Records, result, settings))
          warnings.see(functionName, sighting)
        if (result.type === 'returned') answers += 1
        // One that throws tells its failures as well, if not one by one.
        if (result.type === 'function-error' || isReported(result)) isSilent = false
        return result
      },
    },
    atQuiet: () => {
      if (isSilent && answers > 0) warnings.see(functionName, { code: 'handler.failures-never-reported' })
      isSilent = false
    },
  }
}

/** What is to be said of what was noticed beside the answers. Words of errors are the function's, and may hold values. */
export const noteSighting = (note: FunctionNote): Sighting => {
  switch (note.type) {
    case 'requests-left-open':
      return { code: 'handler.requests-left-open', detail: [...new Set(note.requests)].join(', ') }
    case 'rejected-after-answer':
      return { code: 'handler.rejected-after-answer', detail: note.reason }
    case 'answer-ignored':
      return { code: 'handler.answer-ignored', detail: note.runtime }
  }
}

/** The fewest retries that any stream of a function allows where it is deployed; Infinity where none has a limit. */
export const retryLimitOf = (each: Pick<ProjectFunction, 'streams'> | undefined): number => {
  const limits = each?.streams.map(({ settings }) => settings.MaximumRetryAttempts) ?? []
  return Math.min(...limits.filter(limit => limit >= 0), Infinity)
}

/**
 * What reports of the pipeline show of the limits that the function has where it is deployed: `dev` itself tries
 * longer. A record that fails and comes again counts its attempts, as Lambda counts the failed tries of its batch.
 */
export const retrySightings = (
  reports: readonly RecordReport[],
  maximumRetryAttempts: number,
): readonly Sighting[] => {
  const isBeyond = reports.some(({ outcomes }) =>
    outcomes.some(
      ({ outcome, ran, attempt }) => outcome === 'retry' && ran && attempt > maximumRetryAttempts,
    ),
  )
  return isBeyond ? [{ code: 'handler.retries-end-before-parking' }] : []
}
