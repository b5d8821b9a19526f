import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { privateFile } from '../../adapters/file/private-files.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { verifyFaults } from './faults.ts'
import type { Spill } from './spill.ts'
import { textNumber } from './spill.ts'

/** Of ten million items each part holds forty thousand. */
const fileParts = 256

/** Characters that wait in memory for each part. */
const heldPerPart = 16_384

/** A line that was cut off by a kill is none: what it said is read and written again. */
const isWhole = (line: string): boolean => line.startsWith('[') && line.endsWith(']')

const append = (path: string, text: string): void => {
  try {
    appendFileSync(path, text, { mode: privateFile })
  } catch (error) {
    throw raise(
      verifyFaults,
      'verify.folder-unwritable',
      { file: path, reason: reasonOf(error) },
      { cause: error },
    )
  }
}

/**
 * Lines in files of a folder, `NAME.PART`. Each write begins a line of its own, and lines are JSON arrays, so the end
 * of a file that was being written when the process was killed is told from a line.
 *
 * @throws PipelineError from its functions: `verify.folder-unwritable`
 */
export const fileSpill = (folder: string, name: string): Spill => {
  const held: string[] = Array.from({ length: fileParts }, () => '')
  const fileOf = (part: number): string => join(folder, `${name}.${part}`)
  const write = (part: number): void => {
    const text = held[part] ?? ''
    held[part] = ''
    if (text !== '') append(fileOf(part), text)
  }
  const flush = (): void => {
    held.forEach((_, part) => {
      write(part)
    })
  }
  return {
    parts: fileParts,
    add: (key, line) => {
      const part = textNumber(key) % fileParts
      const text = `${held[part] ?? ''}\n${line}`
      held[part] = text
      if (text.length >= heldPerPart) write(part)
    },
    flush,
    linesOf: part => {
      write(part)
      const file = fileOf(part)
      return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(isWhole) : []
    },
    clear: () => {
      held.fill('')
      for (let part = 0; part < fileParts; part += 1) rmSync(fileOf(part), { force: true })
    },
  }
}
