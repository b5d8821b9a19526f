import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of tables in several regions. */
export const regionFaults = defineFaults({
  'region.stream-missing': {
    disposition: 'stop',
    message: (d: { tableName: string; found: string }) =>
      `${d.tableName} cannot be replicated: its stream is ${d.found}.`,
    remedy: 'Global tables replicate by a stream of NEW_AND_OLD_IMAGES; enable it on the table first.',
  },
  'region.replica-failed': {
    disposition: 'stop',
    message: (d: { tableName: string; region: string; status: string; reason: string }) =>
      `The replica of ${d.tableName} in ${d.region} is ${d.status}: ${d.reason}.`,
    remedy:
      'Look at the key, the permissions and whether the region is enabled; remove the replica, then add it again.',
  },
  'region.deadline': {
    disposition: 'retry',
    message: (d: { tableName: string; waitedFor: string; afterMs: number; lastSeen: string }) =>
      `${d.tableName}: ${d.waitedFor} did not happen in ${d.afterMs} ms; last seen was ${d.lastSeen}.`,
    remedy: 'It may still happen: call again, which goes on waiting and repeats nothing that is done.',
  },
  'region.none-answered': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { tried: readonly string[] }) => `No region answered: ${d.tried.join('; ')}.`,
    remedy: 'Look at the network and at the regions; raise timeoutMs if they answer, but too late.',
  },
  'region.option-invalid': {
    disposition: 'stop',
    message: (d: { option: string; problem: string }) => `${d.option} ${d.problem}.`,
    remedy: 'See the TSDoc of the option for what it takes.',
  },
})
