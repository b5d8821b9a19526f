import { fault } from './fault.ts'

/** Errors of tables in several regions. */
export const regionFaults = {
  'region.stream-missing': fault<{ tableName: string; found: string }>({
    disposition: 'stop',
    message: d => `${d.tableName} cannot be replicated: its stream is ${d.found}.`,
    remedy: 'Global tables replicate by a stream of NEW_AND_OLD_IMAGES; enable it on the table first.',
  }),
  'region.replica-failed': fault<{ tableName: string; region: string; status: string; reason: string }>({
    disposition: 'stop',
    message: d => `The replica of ${d.tableName} in ${d.region} is ${d.status}: ${d.reason}.`,
    remedy:
      'Look at the key, the permissions and whether the region is enabled; remove the replica, then add it again.',
  }),
  'region.deadline': fault<{ tableName: string; waitedFor: string; afterMs: number; lastSeen: string }>({
    disposition: 'retry',
    message: d =>
      `${d.tableName}: ${d.waitedFor} did not happen in ${d.afterMs} ms; last seen was ${d.lastSeen}.`,
    remedy: 'It may still happen: call again, which goes on waiting and repeats nothing that is done.',
  }),
  'region.none-answered': fault<{ tried: readonly string[] }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `No region answered: ${d.tried.join('; ')}.`,
    remedy: 'Look at the network and at the regions; raise timeoutMs if they answer, but too late.',
  }),
  'region.option-invalid': fault<{ option: string; problem: string }>({
    disposition: 'stop',
    message: d => `${d.option} ${d.problem}.`,
    remedy: 'See the guide to global tables for what each option takes.',
  }),
}
