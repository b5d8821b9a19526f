import { readdirSync, readFileSync } from 'node:fs'

/** Names the variable that every process of a run inherits, so that none outlives the run. */
export const runIdName = 'TAILRACE_RUN_ID'

const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    // It has ended, or belongs to somebody else.
    return ''
  }
}

/** Ends LocalStack, its DynamoDB Local and every function's process; nothing is kept across a stop. */
export const killRun = (runId: string): void => {
  const wanted = `${runIdName}=${runId}\0`
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  for (const pid of pids.filter(each => environmentOf(each).includes(wanted))) {
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It was faster.
    }
  }
}
