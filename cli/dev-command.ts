import type { DevResult } from '../operations/dev/dev-options.ts'
import { dev } from '../operations/dev/dev.ts'
import type { DevEvent } from '../operations/dev/dev-event.ts'
import { attachAll } from '../operations/dev/attach-all.ts'
import { cacheFolder } from './cache-folder.ts'
import { counted } from './counted.ts'
import { devObject } from './dev-ndjson.ts'
import { exitCodes } from './exit-code.ts'
import { devPage } from './dev-page.ts'
import type { DevRecordingOptions } from './dev-recording.ts'
import { devRecording } from './dev-recording.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import type { DevDisplay } from './screen/dev-display.ts'
import { devDisplay } from './screen/dev-display.ts'
import { summaryLines } from './summary-lines.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace dev`, checked. */
export interface DevCommandOptions extends ProjectOptions, DevRecordingOptions {
  readonly once: boolean
  readonly chaos: number | undefined
  readonly seed: number
  readonly engine: 'dynamodb-local' | 'dynoxide' | undefined
  readonly endpoint: string | undefined
  readonly create: boolean
  readonly persist: boolean
  readonly allowRemoteSinks: boolean
  readonly tablePort: number | undefined
  /** A port, or that the usual one is wanted. */
  readonly inspect: number | true | undefined
  /** The page that shows the run. */
  readonly ui: boolean
  readonly port: number | undefined
  readonly open: boolean
  readonly allowWrites: boolean
  /** Assistants may act, and not only ask. */
  readonly mcpActions: boolean
  readonly output: 'human' | 'ndjson'
}

/** On which debuggers look for Node. */
const nodesPort = 9229

const shownDifferences = 20

const resultText = ({ summary, verify, differences, warnings }: DevResult, runFolder: string): string => {
  const lines = [...summaryLines(summary)]
  if (summary.parked + summary.failed > 0)
    lines.push(`why: ${runFolder}/functions.log; parked changes: ${runFolder}/parked\n`)
  if (verify !== undefined) {
    const { missing, stale, ghosts } = verify
    lines.push(`verify: ${missing} missing, ${stale} stale, ${ghosts} ghosts\n`)
  }
  for (const { processor, problem, id } of differences.slice(0, shownDifferences))
    lines.push(`  ${problem}: ${processor} ${id}\n`)
  for (const { code, function: name, times, changes } of warnings) {
    const lost = changes === 0 ? '' : `, ${counted(changes, 'change')} lost`
    lines.push(`warning: ${name} ${code}, ${counted(times, 'time')}${lost}\n`)
  }
  return lines.join('')
}

const exitCodeFor = ({ summary, verify }: DevResult): number => {
  if (verify === undefined) return exitCodes.interrupted
  if (summary.failed > 0) return exitCodes.failed
  const { missing, stale, ghosts } = verify
  return missing + stale + ghosts > 0 ? exitCodes.differences : exitCodes.done
}

/** Tells an event to whoever reads stdout. */
const printed = (
  { output }: DevCommandOptions,
  { out }: Terminal,
  display: DevDisplay,
): ((event: DevEvent) => void) => {
  if (output === 'human') return display.tell
  const print = json(out)
  return event => {
    const value = devObject(event)
    if (value !== undefined) print(value)
  }
}

const printResult = (
  result: DevResult,
  { output }: DevCommandOptions,
  { out }: Terminal,
  runFolder: string,
): void => {
  const { summary, verify, warnings } = result
  if (output === 'human') out(resultText(result, runFolder))
  else
    json(out)({
      event: 'Summary',
      ...summary,
      ...(verify && { verify }),
      ...(warnings.length > 0 && { warnings }),
    })
}

/** `tailrace dev` */
export const devCommand = async (options: DevCommandOptions, terminal: Terminal): Promise<number> => {
  if (!options.allowRemoteSinks) terminal.keepLocal()
  let runFolder = ''
  const page = devPage(options, terminal)
  const display = devDisplay(terminal, options.chaos, page)
  const print = printed(options, terminal, display)
  const recording = devRecording(options, terminal, ({ message }) => {
    if (options.output === 'human') display.tell({ event: 'ListenerFailed', message })
    else safeLine(terminal.say)(`the recording ends here: ${message}`)
  })
  try {
    const result = await dev({
      ...terminal,
      overrides: overridesOf(options),
      once: options.once,
      chaosRate: options.chaos,
      seed: options.seed,
      engine: options.engine,
      endpoint: options.endpoint,
      create: options.create,
      persist: options.persist,
      allowRemoteSinks: options.allowRemoteSinks,
      tablePort: options.tablePort,
      inspectPort: options.inspect === true ? nodesPort : options.inspect,
      cacheFolder: cacheFolder(terminal),
      attach: async session => attachAll(session, page.attach, display.attach),
      tell: event => {
        recording.tell(event)
        if (event.event === 'Started') ({ runFolder } = event)
        if (event.event === 'CaughtUp' && !display.isScreen()) page.sayAgain()
        print(event)
      },
    })
    printResult(result, options, terminal, runFolder)
    return display.wasQuit() ? exitCodes.done : exitCodeFor(result)
  } finally {
    await recording.close()
  }
}
