import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of alarms. */
export const alarmFaults = defineFaults({
  'alarms.argument-invalid': {
    disposition: 'stop',
    message: (d: { option: string; value: string; allowed: string }) =>
      `${d.option} is ${JSON.stringify(d.value)}, it must be ${d.allowed}.`,
    remedy: 'See `tailrace alarms --help`.',
  },
  'alarms.foreign': {
    disposition: 'stop',
    message: (d: { names: readonly string[] }) =>
      `There are alarms of these names that tailrace has not made: ${d.names.join(', ')}. Nothing was changed.`,
    remedy: 'Rename or delete them if they are not needed; what tailrace makes is tagged.',
  },
  'alarms.refused': {
    disposition: 'stop',
    message: (d: { action: string; reason: string }) => `CloudWatch did not do ${d.action}: ${d.reason}.`,
    remedy: 'Allow that action, or look at what it says; the command may be run again.',
  },
})
