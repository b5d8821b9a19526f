import type { DevEvent } from '../operations/dev/dev-event.ts'
import { openRecording } from '../operations/recording/open-recording.ts'
import { whenAborted } from '../operations/dev/when-aborted.ts'
import { devLines } from './dev-lines.ts'
import { devObject } from './dev-ndjson.ts'
import { exitCodes } from './exit-code.ts'
import { openInBrowser } from './open-in-browser.ts'
import { recordedLine, recordingTrouble } from './recording-words.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace open` that put a recording out. */
export interface OpenCommandOptions {
  readonly output: 'human' | 'ndjson'
}

/** The options of `tailrace open` that show it in the page. */
export interface OpenPageOptions {
  readonly port?: number
  readonly open: boolean
}

const printer = (output: OpenCommandOptions['output'], terminal: Terminal): ((event: DevEvent) => void) => {
  if (output === 'human') return devLines(terminal)
  const print = json(terminal.out)
  return event => {
    const value = devObject(event)
    if (value !== undefined) print(value)
  }
}

/**
 * `tailrace open` with `--output`: what `dev` printed of it.
 * @throws PipelineError `recording.*`
 */
export const openCommand = async (
  file: string,
  { output }: OpenCommandOptions,
  terminal: Terminal,
): Promise<number> => {
  const { signal, flush } = terminal
  const say = safeLine(terminal.say)
  const recording = await openRecording(file)
  say(recordedLine(recording.header))
  const print = printer(output, terminal)
  let strange = 0
  for await (const { told } of recording.events) {
    if (signal.aborted) return exitCodes.interrupted
    try {
      print(told)
    } catch {
      // Something that only calls itself an event.
      strange += 1
    }
    await flush()
  }
  const end = recording.end()
  for (const line of recordingTrouble({ ...end, unreadable: end.unreadable + strange })) say(line)
  return exitCodes.done
}

/**
 * `tailrace open`: the page of a recording, until Ctrl-C.
 * @throws PipelineError `recording.*`, `machine.port-taken`
 */
export const openPageCommand = async (
  file: string,
  { port, open }: OpenPageOptions,
  terminal: Terminal,
): Promise<number> => {
  const { signal, clock, newId } = terminal
  const say = safeLine(terminal.say)
  const recording = await openRecording(file)
  say(recordedLine(recording.header))
  const { openRecorded } = await import('../inspector/server/open-recorded.ts')
  const page = await openRecorded({ recording, file, port, clock, newId, troubleOf: recordingTrouble })
  try {
    for (const line of recordingTrouble(recording.end())) say(line)
    if (page.pageProblem !== undefined)
      say(`the page is not built from what its sources are: ${page.pageProblem}`)
    say(`page     ${page.newAddress()}`)
    say('Ctrl-C ends it')
    if (open) openInBrowser(page.newAddress(), terminal)
    await whenAborted(signal)
  } finally {
    await page.stop()
  }
  return exitCodes.done
}
