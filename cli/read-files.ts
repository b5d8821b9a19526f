import { readFileSync } from 'node:fs'
import { raise } from '../core/errors/pipeline-error.ts'
import { reasonOf } from '../core/errors/thrown.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import { replayFaults } from '../operations/replay/faults.ts'
import { readEvents } from '../operations/replay/read-events.ts'

const textOf = (file: string): string => {
  try {
    // The decoder drops the byte order mark that editors on Windows put in front.
    return new TextDecoder().decode(readFileSync(file))
  } catch (error) {
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
