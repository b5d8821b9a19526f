import type { RecordingEnd } from '../operations/recording/open-recording.ts'
import type { RecordingHeader } from '../operations/recording/recording-format.ts'
import { counted } from './counted.ts'

/** What a recording is of, in a line. */
export const recordedLine = ({ project, startedAt, tool, redaction }: RecordingHeader): string => {
  const redacted =
    redaction === null
      ? ''
      : `; values of ${redaction.attributes.join(', ')} stand for others, texts are left out`
  return `recorded in ${project} from ${startedAt} on, by ${tool}${redacted}`
}

/** What could not be read of a recording, in lines. */
export const recordingTrouble = ({ events, unreadable, isCut, damage }: RecordingEnd): readonly string[] => [
  ...(damage === undefined ? [] : [`the file is damaged, and read as far as it goes: ${damage}`]),
  ...(unreadable === 0
    ? []
    : [`${counted(unreadable, 'line')} left out, which hold no event that this version knows`]),
  ...(isCut
    ? [`it is cut off after ${counted(events, 'event')}: the run was killed, or the file is a part of it`]
    : []),
  ...(events === 0 ? ['nothing happened in it'] : []),
]
