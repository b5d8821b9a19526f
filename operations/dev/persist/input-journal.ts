import { join } from 'node:path'
import { openLineFile } from './line-file.ts'

/** How far the input of a project was written, over all runs. */
export interface InputJournal {
  /** Whether all of it is, so that nothing is written any more. */
  readonly isThrough: () => boolean
  /** Whether an earlier run was cut off in it. */
  readonly wasCutOff: boolean
  /** Says that it begins, or goes on. */
  readonly begin: () => void
  /** Says that all of it is written. */
  readonly finish: () => void
  /**
   * Does a step of the input, unless an earlier run has done it. `mayBeDone` says that an earlier run was cut off in this
   * very step: it may be there or not.
   */
  readonly step: (name: string, write: (mayBeDone: boolean) => Promise<unknown>) => Promise<void>
}

type Line = readonly ['begun' | 'done', string] | readonly ['through']

const isLine = (value: unknown): value is Line => Array.isArray(value) && typeof value[0] === 'string'

/** The journal in a folder; each line is there before what it says is begun, or after it was done. */
export const openInputJournal = (folder: string): InputJournal => {
  const { found, add } = openLineFile(join(folder, 'input.ndjson'))
  const lines = found.filter(isLine)
  const named = (what: 'begun' | 'done'): Set<string> =>
    new Set(lines.flatMap(line => (line[0] === what ? [line[1]] : [])))
  const [begun, done] = [named('begun'), named('done')]
  let isThrough = lines.some(([what]) => what === 'through')
  return {
    isThrough: () => isThrough,
    wasCutOff: !isThrough && begun.size > 0,
    begin: () => {
      if (begun.size === 0) add(['begun', ''])
    },
    finish: () => {
      if (!isThrough) add(['through'])
      isThrough = true
    },
    step: async (name, write) => {
      if (done.has(name)) return
      const mayBeDone = begun.has(name)
      if (!mayBeDone) add(['begun', name])
      await write(mayBeDone)
      add(['done', name])
      done.add(name)
    },
  }
}
