import { existsSync, mkdirSync, renameSync, symlinkSync, unlinkSync } from 'node:fs'
import type { ServiceFaults } from '../../testing/contracts/service-faults.ts'

/** A folder that can be taken away: a link to itself stands in its place, which nobody can look into, root neither. */
export const faultyFolder = (folder: string): Required<Pick<ServiceFaults, 'breakDown' | 'restore'>> => {
  mkdirSync(folder, { recursive: true })
  const aside = `${folder}.aside`
  return {
    breakDown: () => {
      if (existsSync(folder)) renameSync(folder, aside)
      symlinkSync(folder, folder)
    },
    restore: () => {
      unlinkSync(folder)
      if (existsSync(aside)) renameSync(aside, folder)
    },
  }
}
