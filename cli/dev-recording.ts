import { basename } from 'node:path'
import { raise } from '../core/errors/pipeline-error.ts'
import type { DevEvent } from '../operations/dev/dev-event.ts'
import { recordingFaults } from '../operations/recording/faults.ts'
import { recordRun } from '../operations/recording/record-run.ts'
import { redactedAttributes } from './capture-command.ts'
import { counted } from './counted.ts'
import type { Terminal } from './terminal.ts'
import { toolVersion } from './tool-version.ts'

/** What of the options of `dev` is about its recording. */
export interface DevRecordingOptions {
  readonly record?: string
  readonly redact?: string
}

/** The recording of a run, as `dev` makes it. */
export interface DevRecording {
  readonly tell: (event: DevEvent) => void
  readonly close: () => Promise<void>
}

/**
 * Opens the file before anything is started, so that a wrong name costs nothing.
 *
 * @param onProblem - told of what ends the recording while the run goes on
 * @throws PipelineError `recording.*`, `capture.argument-invalid`
 */
export const devRecording = (
  { record, redact }: DevRecordingOptions,
  { clock, newId, folder, say }: Terminal,
  onProblem: (error: Error) => void,
): DevRecording => {
  if (record === undefined) {
    if (redact !== undefined) throw raise(recordingFaults, 'recording.redact-alone', {})
    return { tell: () => undefined, close: async () => Promise.resolve() }
  }
  const recording = recordRun({
    ...{ file: record, project: basename(folder), tool: toolVersion(), salt: newId(), clock, onProblem },
    redact: redact === undefined ? [] : redactedAttributes(redact),
  })
  return {
    tell: recording.tell,
    close: async () => {
      const events = await recording.close()
      say(`${counted(events, 'event')} in ${record}; tailrace open ${record} shows them\n`)
    },
  }
}
