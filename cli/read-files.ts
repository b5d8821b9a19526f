import { readFileSync } from 'node:fs'
import { isPipelineError, raise } from '../core/errors/pipeline-error.ts'
import { reasonOf } from '../core/errors/thrown.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import { replayFaults } from '../operations/replay/faults.ts'
import { readEvents } from '../operations/replay/read-events.ts'

/** Files that are JSON in other clothes; a NUL between letters is text of two bytes a letter. */
const notText = (bytes: Uint8Array): string | undefined => {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return isUtf16
  if (bytes.length > 1 && (first === 0 || second === 0)) return isUtf16
  return first === 0x1f && second === 0x8b ? 'it is compressed (gzip): decompress it first' : undefined
}

const isUtf16 = 'it is UTF-16, as PowerShell writes it: save it as UTF-8'

const textOf = (file: string): string => {
  try {
    const bytes = readFileSync(file)
    const problem = notText(bytes)
    if (problem !== undefined)
      throw raise(replayFaults, 'replay.input-unreadable', { file, line: 1, column: 1, problem })
    // The decoder drops the byte order mark that editors on Windows put in front.
    return new TextDecoder().decode(bytes)
  } catch (error) {
    if (isPipelineError(error)) throw error
    const problem = reasonOf(error)
    throw raise(replayFaults, 'replay.input-unreadable', { file, line: 1, column: 1, problem })
  }
}

/**
 * The batches in some files, in their order.
 * @throws PipelineError `replay.input-unreadable`
 */
export const readFiles = (files: readonly string[]): readonly (readonly StreamRecord[])[] =>
  files.flatMap(file => readEvents(textOf(file), file))
