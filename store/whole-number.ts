import { raise } from '../core/errors/pipeline-error.ts'
import { queryFaults } from './queries/faults.ts'

/** @throws PipelineError `query.option-invalid` */
export const checkWhole = (option: string, value: number, least: number, most: number): void => {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw raise(queryFaults, 'query.option-invalid', {
    option,
    problem: `must be a whole number from ${least} to ${most}, not ${value}`,
  })
}
