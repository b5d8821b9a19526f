import type { PipelineError } from '../../../core/errors/pipeline-error.ts'
import { isPipelineError, raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import { redriveFaults } from '../faults.ts'

/** A URL that is none, or a machine without credentials, says itself what to do. */
const saysItself = (error: unknown): boolean =>
  isPipelineError(error) &&
  (error.code.startsWith('config.') ||
    error.code === 'aws.url-invalid' ||
    error.code === 'aws.credentials-missing')

/** What is raised of a place into which nobody can look. */
export const placeUnreadable = (url: string, reason: string, cause?: unknown): Error =>
  raise(redriveFaults, 'redrive.place-unreadable', { url, reason: reason.replace(/\.$/, '') }, { cause })

/** An error of looking into a place, as it is told. */
export const whyUnreadable = (url: string, error: unknown): unknown =>
  saysItself(error) ? error : placeUnreadable(url, reasonOf(error), error)

/** True for a folder that does not exist. */
export const isAbsent = (error: unknown): error is PipelineError<'redrive.place-unreadable'> =>
  isPipelineError(error) &&
  error.code === 'redrive.place-unreadable' &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  error.cause.code === 'ENOENT'
