import { closeSync, openSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { printable } from '../../core/printable.ts'
import type { DevEvent } from '../dev/dev-event.ts'
import { recordingFaults } from './faults.ts'
import { onceWhole } from './once-whole.ts'
import type { RecordedEvent, RecordingFooter, RecordingHeader } from './recording-format.ts'
import { recordingFormat } from './recording-format.ts'
import { newEventRedaction } from './redact-event.ts'
import { withoutUserInfo } from './without-user-info.ts'

/** What {@link recordRun} takes. */
export interface RecordRunOptions {
  /** Must not be there; compressed where it ends in `.gz`. */
  readonly file: string
  /** Name of the project. */
  readonly project: string
  /** Name and version of this tool. */
  readonly tool: string
  /** Paths of attributes to redact. */
  readonly redact: readonly string[]
  /** Key of the redaction: new for each recording. */
  readonly salt: string
  readonly clock: Clock
  /** Told once, of what ends the recording while the run goes on. */
  readonly onProblem: (error: Error) => void
}

/** A recording that is being written. */
export interface RunRecording {
  readonly tell: (event: DevEvent) => void
  /** Writes what is left, and that this is its end. @returns events in the file */
  readonly close: () => Promise<number>
}

/** As much is kept back, and for as long: a process that is killed loses no more. */
const keptBack = { characters: 128 * 1024, ms: 200 }

const lineOf = (value: RecordingHeader | RecordedEvent | RecordingFooter): string =>
  `${printable(JSON.stringify(value))}\n`

const unwritable = (file: string, error: unknown): Error =>
  raise(recordingFaults, 'recording.file-unwritable', { file, reason: reasonOf(error) }, { cause: error })

const createdFile = (file: string): number => {
  try {
    return openSync(file, 'wx', 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw raise(recordingFaults, 'recording.file-exists', { file }, { cause: error })
    throw unwritable(file, error)
  }
}

/** Every part is compressed by itself: what was written before a kill can be read. */
const packed = (file: string, text: string): string | Buffer =>
  file.endsWith('.gz') ? gzipSync(text, { level: 4 }) : text

const headerOf = ({ tool, project, redact, clock }: RecordRunOptions): RecordingHeader => ({
  ...{ tailrace: 'recording', format: recordingFormat, tool, project },
  startedAt: new Date(clock.now()).toISOString(),
  redaction: redact.length === 0 ? null : { attributes: redact },
})

/** Lines on their way to a file. Writing waits for the disk, so that nothing piles up in memory. */
const newLines = (options: RecordRunOptions, descriptor: number) => {
  const { file, clock, onProblem } = options
  let text = ''
  let isBroken = false
  let flushing: Promise<void> | undefined
  const end = new AbortController()
  const flush = (): void => {
    if (text === '' || isBroken) return
    const part = packed(file, text)
    text = ''
    try {
      writeFileSync(descriptor, part)
    } catch (error) {
      isBroken = true
      onProblem(unwritable(file, error))
    }
  }
  const flushSoon = async (): Promise<void> => {
    await clock.wait(keptBack.ms, end.signal)
    flushing = undefined
    flush()
  }
  return {
    add: (line: string): void => {
      if (isBroken) return
      text += line
      if (text.length >= keptBack.characters) flush()
      else flushing ??= flushSoon()
    },
    close: async (): Promise<void> => {
      end.abort()
      await flushing
      flush()
      closeSync(descriptor)
    },
  }
}

/**
 * Writes what happens in a run to a file, one event a line, as it happens.
 *
 * @throws PipelineError `recording.file-exists`, `recording.file-unwritable`
 */
export const recordRun = (options: RecordRunOptions): RunRecording => {
  const { clock, redact, salt } = options
  const descriptor = createdFile(options.file)
  try {
    writeFileSync(descriptor, packed(options.file, lineOf(headerOf(options))))
  } catch (error) {
    closeSync(descriptor)
    throw unwritable(options.file, error)
  }
  const lines = newLines(options, descriptor)
  const redacted = newEventRedaction(redact, salt)
  let events = 0
  return {
    tell: event => {
      lines.add(lineOf({ atMs: clock.now(), told: redacted(onceWhole(withoutUserInfo(event))) }))
      events += 1
    },
    close: async () => {
      lines.add(lineOf({ tailrace: 'end', events }))
      await lines.close()
      return events
    },
  }
}
