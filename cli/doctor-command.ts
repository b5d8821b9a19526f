import type { DoctorFinding } from '../operations/checks/deployed-check.ts'
import type { DoctorReport } from '../operations/doctor/doctor.ts'
import { doctor, policiesIn } from '../operations/doctor/doctor.ts'
import type { AwsPlaceOptions } from './aws-place.ts'
import { atPlace } from './aws-place.ts'
import { counted } from './counted.ts'
import { exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace doctor`, as they were given. */
export interface DoctorCommandOptions extends AwsPlaceOptions {
  readonly table: string
  readonly function?: string
  readonly maxReadUnits: number
  readonly policy: boolean
  readonly output: 'human' | 'json'
}

const lines = (finding: DoctorFinding): readonly string[] => {
  const { severity, subject, what, why, fix, see, pitfall, check } = finding
  return [
    `${severity.padEnd(6)} ${subject}: ${what} (${pitfall ?? check})`,
    `       why: ${why}`,
    `       fix: ${fix}`,
    `       see: ${see}`,
  ]
}

const reported = ({ policies: _, ...report }: DoctorReport): object => ({ format: 1, ...report })

const print = (report: DoctorReport, { policy, output }: DoctorCommandOptions, terminal: Terminal): void => {
  if (policy) json(terminal.out)(policiesIn(report))
  else if (output === 'json') json(terminal.out)(reported(report))
  else for (const line of report.findings.flatMap(lines)) safeLine(terminal.out)(line)
}

/**
 * `tailrace doctor`
 * @throws PipelineError `doctor.*`, `command.endpoint-invalid`
 */
export const doctorCommand = async (options: DoctorCommandOptions, terminal: Terminal): Promise<number> => {
  const { env, folder, clock, say } = atPlace(terminal, options)
  const { table: tableName, function: functionName, region, endpoint, maxReadUnits } = options
  const note = safeLine(say)
  const report = await doctor({
    tableName,
    functionName,
    region,
    endpoint,
    maxReadUnits,
    folder,
    env,
    clock,
    onTable: ({ TableArn }, isLocal) => {
      const [, , , where = '', account = ''] = TableArn.split(':')
      if (!isLocal) note(`table ${tableName} in ${where} of account ${account}`)
      if (maxReadUnits > 0) note(`a sample of its items is read, for ${maxReadUnits} read units at most`)
    },
  })
  print(report, options, terminal)
  for (const { check, because } of report.notChecked) note(`not checked: ${check}: ${because}`)
  note(`${counted(report.findings.length, 'finding')}, ${report.notChecked.length} not checked`)
  if (options.policy) return exitCodes.done
  return report.findings.some(({ severity }) => severity === 'breaks') ? exitCodes.machine : exitCodes.done
}
