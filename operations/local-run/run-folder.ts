import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProcessAlive } from './process-alive.ts'

/** So many runs are kept. */
const kept = 10

/** Says in a run's folder which process it is of. */
const pidFile = 'pid'

const pidIn = (folder: string): number | undefined => {
  try {
    return Number(readFileSync(join(folder, pidFile), 'utf8'))
  } catch {
    return undefined
  }
}

const isGoingOn = (folder: string): boolean => {
  const pid = pidIn(folder)
  return pid !== undefined && isProcessAlive(pid)
}

/** Takes away what lies there of runs that are over, but for the last ones. A folder that is held open stays. */
const prune = (runs: string): void => {
  // They begin with their time, so by name is by age.
  const old = readdirSync(runs).toSorted().slice(0, -kept)
  for (const name of old) {
    const folder = join(runs, name)
    if (!isGoingOn(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 1 })
  }
}

/**
 * A fresh folder for a run, named by its time, beside those of the last ten runs; older ones go, unless their process
 * still runs.
 */
export const newRunFolder = (projectFolder: string, nowMs: number, id: string): string => {
  const stamp = new Date(nowMs).toISOString().slice(0, 23).replaceAll(/[:.]/g, '-')
  const runs = join(projectFolder, '.tailrace', 'runs')
  const folder = join(runs, `${stamp}-${id.slice(0, 8)}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, pidFile), String(process.pid), { mode: 0o600 })
  prune(runs)
  return folder
}
