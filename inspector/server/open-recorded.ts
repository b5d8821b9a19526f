import type { OpenedRecording, RecordingEnd } from '../../operations/recording/open-recording.ts'
import type { RecordedView } from '../wire/wire-state.ts'
import { readerLimits } from './event-reader.ts'
import { recordedRoutes } from './recorded-routes.ts'
import { newRemembered } from './remembered.ts'
import type { PageServer, ServePageOptions } from './serve-page.ts'
import { servePage } from './serve-page.ts'
import { toWire } from './to-wire.ts'

/** What {@link openRecorded} takes. */
export interface OpenRecordedOptions extends Pick<ServePageOptions, 'port' | 'page' | 'clock' | 'newId'> {
  readonly recording: OpenedRecording
  /** As it was named. */
  readonly file: string
  /** What could not be read of it, in words for a person. */
  readonly troubleOf: (end: RecordingEnd) => readonly string[]
}

type Started = Extract<Parameters<ReturnType<typeof toWire>>[0], { readonly event: 'Started' }>

/** All of a browser's 5,000 changes, however often each was tried. */
const limits = { ...readerLimits, behind: 400_000 }

/** The way of a recording's events into what a page remembers. An event that only looks like one is left out. */
const remember = async (recording: OpenedRecording, { ring, log }: ReturnType<typeof newRemembered>) => {
  let [atMs, strange] = [0, 0]
  let started: Started | undefined
  const functions = new Map<string, string>()
  const translated = toWire({
    ring,
    functionOf: mapping => functions.get(mapping) ?? mapping,
    now: () => atMs,
  })
  for await (const event of recording.events) {
    const { told } = event
    ;({ atMs } = event)
    try {
      if (told.event === 'Started') {
        started = told
        for (const { mapping, functionName } of told.mappings) functions.set(mapping, functionName)
      }
      const wire = translated(told)
      if (wire !== undefined) log.add(wire)
    } catch {
      strange += 1
    }
  }
  return { started, strange }
}

/**
 * Opens the page of a recording: the panels of a run as far as a recording can fill them, and nothing that acts.
 *
 * @throws PipelineError `machine.port-taken`, `recording.*`
 */
export const openRecorded = async ({
  recording,
  file,
  troubleOf,
  ...options
}: OpenRecordedOptions): Promise<PageServer> => {
  const remembered = newRemembered()
  const { started, strange } = await remember(recording, remembered)
  const { header } = recording
  const end = recording.end()
  const view: RecordedView = {
    ...{ file, project: header.project, tool: header.tool, startedAt: header.startedAt, events: end.events },
    redacted: header.redaction?.attributes ?? [],
    trouble: troubleOf({ ...end, unreadable: end.unreadable + strange }),
  }
  return servePage({
    ...options,
    ...{ log: remembered.log, limits },
    routes: ({ writeToken }) => ({
      routes: recordedRoutes({ view, started, writeToken, ring: remembered.ring }),
    }),
  })
}
