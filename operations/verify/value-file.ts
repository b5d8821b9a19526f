import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { appendTexts, readLines } from '../../adapters/file/ndjson-file.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { verifyFaults } from './faults.ts'

/** Values in a file, as many as there may be; a few wait in memory. */
export interface ValueFile<T> {
  readonly add: (value: T) => Promise<void>
  readonly flush: () => Promise<void>
  readonly values: () => AsyncIterable<T>
  readonly clear: () => Promise<void>
}

const held = 500

/** Values as lines of JSON in a file of the run's folder. What was cut off by a kill is not given back. */
export const valueFile = <T>(folder: string, name: string): ValueFile<T> => {
  const path = join(folder, name)
  let waiting: string[] = []
  const flush = async (): Promise<void> => {
    const texts = waiting
    waiting = []
    try {
      await appendTexts(path, texts)
    } catch (error) {
      throw raise(
        verifyFaults,
        'verify.folder-unwritable',
        { file: path, reason: reasonOf(error) },
        { cause: error },
      )
    }
  }
  return {
    add: async value => {
      waiting.push(JSON.stringify(value))
      if (waiting.length >= held) await flush()
    },
    flush,
    values: async function* () {
      await flush()
      for await (const value of readLines(path)) yield value as T
    },
    clear: async () => {
      waiting = []
      await rm(path, { force: true })
    },
  }
}

/** Values in groups of those that are alike and follow one another. */
export async function* groupsIn<T>(
  values: AsyncIterable<T>,
  alike: (value: T) => unknown,
  most: number,
): AsyncGenerator<readonly T[]> {
  let group: T[] = []
  for await (const value of values) {
    const [first] = group
    if (first !== undefined && (alike(first) !== alike(value) || group.length >= most)) {
      yield group
      group = []
    }
    group.push(value)
  }
  if (group.length > 0) yield group
}
