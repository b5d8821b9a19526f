import { raise } from '../../core/errors/pipeline-error.ts'
import { recordingFaults } from './faults.ts'
import type { FileEnd } from './lines-of-file.ts'
import { isCompressed, linesOfFile } from './lines-of-file.ts'
import type { RecordedEvent, RecordingHeader } from './recording-format.ts'
import { isKindOfEvent, recordingFormat } from './recording-format.ts'

/** What could not be read of a recording. */
export interface RecordingEnd {
  /** Events that were read. */
  readonly events: number
  /** Lines that are no event, and were left out. */
  readonly unreadable: number
  /** It has no end of its own: the run was killed, or the file is not all of it. */
  readonly isCut: boolean
  /** Why reading stopped before the file's end, and what the last line says that is missing. */
  readonly damage: string | undefined
}

/** A recording that is being read. */
export interface OpenedRecording {
  readonly header: RecordingHeader
  /** In their order; to be read once. */
  readonly events: AsyncIterable<RecordedEvent>
  /** Known when all events were read. */
  readonly end: () => RecordingEnd
}

type Fields = Readonly<Record<string, unknown>>

const fieldsIn = (line: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

const textIn = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

const attributesIn = (redaction: unknown): RecordingHeader['redaction'] => {
  const { attributes } = (typeof redaction === 'object' && redaction !== null ? redaction : {}) as Fields
  return Array.isArray(attributes) ? { attributes: attributes.map(String) } : null
}

const headerIn = (file: string, line: string | undefined): RecordingHeader => {
  const unknown = (problem: string): Error => raise(recordingFaults, 'recording.unknown', { file, problem })
  if (line === undefined) throw unknown('it is empty')
  const fields = fieldsIn(line)
  if (fields?.['tailrace'] !== 'recording') throw unknown('its first line is none of a recording')
  const { format, tool, project, startedAt, redaction } = fields
  const by = textIn(tool, 'an unknown tool')
  if (format !== recordingFormat)
    throw raise(recordingFaults, 'recording.other-version', {
      ...{
        file,
        version: format === undefined ? 'none' : JSON.stringify(format),
        tool: by,
        known: recordingFormat,
      },
    })
  return {
    ...{ tailrace: 'recording', format, tool: by, project: textIn(project, '') },
    startedAt: textIn(startedAt, ''),
    redaction: attributesIn(redaction),
  }
}

const eventIn = ({ atMs, told }: Fields): RecordedEvent | undefined => {
  if (typeof atMs !== 'number' || typeof told !== 'object' || told === null) return undefined
  const { event } = told as Fields
  if (typeof event !== 'string' || !isKindOfEvent(event)) return undefined
  return { atMs, told: told as RecordedEvent['told'] }
}

const damageOf = (file: FileEnd, events: number, promised: number | undefined): string | undefined => {
  if (file.damage !== undefined) return file.damage
  if (promised === undefined || promised === events) return undefined
  return `its last line says ${promised} events`
}

/**
 * Opens a recording and reads its first line; what follows is read as it is asked for, one event at a time. Lines that
 * cannot be read are left out and counted.
 *
 * @throws PipelineError `recording.file-unreadable`, `recording.unknown`, `recording.other-version`
 */
export const openRecording = async (file: string): Promise<OpenedRecording> => {
  const fileEnd: FileEnd = { damage: undefined }
  const lines = linesOfFile(file, await isCompressed(file), fileEnd)
  const first = await lines.next()
  if (first.done === true && fileEnd.damage !== undefined)
    throw raise(recordingFaults, 'recording.unknown', { file, problem: fileEnd.damage })
  const header = headerIn(file, first.done === true ? undefined : first.value)
  let [events, unreadable] = [0, 0]
  let promised: number | undefined
  const read = async function* (): AsyncGenerator<RecordedEvent> {
    for await (const line of lines) {
      const fields = fieldsIn(line)
      if (fields?.['tailrace'] === 'end') {
        promised = Number(fields['events'])
        continue
      }
      const event = fields && eventIn(fields)
      if (event === undefined) {
        unreadable += 1
        continue
      }
      events += 1
      yield event
    }
  }
  return {
    header,
    events: read(),
    end: () => ({
      ...{ events, unreadable, isCut: promised === undefined },
      damage: damageOf(fileEnd, events + unreadable, promised),
    }),
  }
}
