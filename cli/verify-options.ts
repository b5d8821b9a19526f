import { raise } from '../core/errors/pipeline-error.ts'
import { verifyFaults } from '../operations/verify/faults.ts'
import type { VerifyScope } from '../operations/verify/verify-options.ts'
import type { ProjectOptions } from './project-options.ts'
import { durationIn, timeIn } from './duration.ts'

/** The options of `tailrace verify`, as they were given. */
export interface VerifyCommandOptions extends ProjectOptions {
  readonly table?: string
  readonly function?: string
  readonly sample?: string
  readonly since?: string
  readonly records?: string
  readonly maxReadUnits?: number
  readonly segments?: number
  readonly pause?: string
  readonly resume?: string
  readonly repair: boolean
  readonly maxRepairs: number
  readonly dryRun: boolean
  readonly allowWrites: boolean
  readonly output: 'human' | 'ndjson'
}

const refuse = (option: string, value: string, allowed: string): Error =>
  raise(verifyFaults, 'verify.argument-invalid', { option, value, allowed })

const shareIn = (text: string): number => {
  const [, number] = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(text) ?? []
  const share = Number(number) / 100
  if (share > 0 && share <= 1) return share
  throw refuse('--sample', text, 'a share as 1% or 0.1%, above 0 and up to 100%')
}

/** @throws PipelineError `verify.argument-invalid` */
export const verifyScopeOf = ({ sample, since, resume }: VerifyCommandOptions): VerifyScope => {
  if (sample !== undefined && since !== undefined)
    throw refuse('--sample', sample, 'left out where --since is given')
  if (resume !== undefined && (sample ?? since) !== undefined)
    throw refuse('--resume', resume, 'left out with --sample and --since, which begin anew')
  if (sample !== undefined) return { type: 'sample', share: shareIn(sample) }
  return since === undefined ? { type: 'full' } : { type: 'changed' }
}

/** @throws PipelineError `verify.argument-invalid` */
export const sinceMsOf = ({ since }: VerifyCommandOptions, nowMs: number): number | undefined => {
  if (since === undefined) return undefined
  const ms = timeIn(since, nowMs)
  if (ms !== undefined && ms <= nowMs) return ms
  throw refuse('--since', since, 'an ISO time that has passed, or a duration as 30s, 15m or 2h')
}

/** @throws PipelineError `verify.argument-invalid` */
export const pauseMsOf = ({ pause }: VerifyCommandOptions): number | undefined => {
  if (pause === undefined) return undefined
  const ms = durationIn(pause)
  if (ms !== undefined) return ms
  throw refuse('--pause', pause, 'a duration as 500ms, 10s or 2m')
}

/** @throws PipelineError `verify.argument-invalid` */
export const checkNumbers = ({
  maxReadUnits,
  segments,
  repair,
  dryRun,
  allowWrites,
}: VerifyCommandOptions): void => {
  if (maxReadUnits === 0) throw refuse('--max-read-units', '0', 'a whole number from 1')
  if (segments !== undefined && (segments < 1 || segments > 1_000))
    throw refuse('--segments', String(segments), 'a whole number from 1 to 1000')
  if (!repair && (dryRun || allowWrites))
    throw refuse(
      dryRun ? '--dry-run' : '--allow-writes',
      'given',
      'left out without --repair: nothing else writes',
    )
}
