import { accessSync, constants, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What holds a process to a size of memory and a share of a processor. */
export interface Limits {
  /** A shell's words that put the process that they start under these limits; empty where there are none. */
  readonly enter: string
  /** How many processors from now on. */
  readonly giveProcessors: (count: number) => void
  readonly remove: () => void
}

/** Lambda gives one processor at this size and a share in proportion to others; a whole one while a function starts. */
export const oneProcessorMb = 1_769

const groups = '/sys/fs/cgroup'
const periodUs = 20_000
/** The kernel takes no less. */
const leastUs = 1_000

const canGroup = (): boolean => {
  try {
    for (const kind of ['cpu', 'memory']) accessSync(join(groups, kind, 'cgroup.procs'), constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** How processes can be limited here. */
export const limitedBy: 'cgroup' | 'flags' = canGroup() ? 'cgroup' : 'flags'

/** Nothing but Node's own flags holds the process, which are given anyway. */
const none: Limits = { enter: '', giveProcessors: () => undefined, remove: () => undefined }

/** Limits of a function with so much memory; `name` is the group's, which nobody else has. */
export const limitsOf = (name: string, memoryMb: number): Limits => {
  if (limitedBy === 'flags') return none
  const cpu = join(groups, 'cpu', name)
  const memory = join(groups, 'memory', name)
  for (const folder of [cpu, memory]) mkdirSync(folder)
  writeFileSync(join(memory, 'memory.limit_in_bytes'), String(memoryMb * 1024 * 1024))
  writeFileSync(join(cpu, 'cpu.cfs_period_us'), String(periodUs))
  return {
    enter: [cpu, memory].map(folder => `echo $$ > ${join(folder, 'cgroup.procs')} && `).join(''),
    giveProcessors: count => {
      const quotaUs = Math.max(leastUs, Math.round(count * periodUs))
      writeFileSync(join(cpu, 'cpu.cfs_quota_us'), String(quotaUs))
    },
    remove: () => {
      for (const folder of [cpu, memory]) rmdirSync(folder)
    },
  }
}
