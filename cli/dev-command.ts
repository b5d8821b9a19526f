import type { DevResult } from '../operations/dev/dev-options.ts'
import { dev } from '../operations/dev/dev.ts'
import { attachAll } from '../operations/dev/attach-all.ts'
import { cacheFolder } from './cache-folder.ts'
import { counted } from './counted.ts'
import { devObject } from './dev-ndjson.ts'
import { exitCodes } from './exit-code.ts'
import { devPage } from './dev-page.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import { devDisplay } from './screen/dev-display.ts'
import { summaryLines } from './summary-lines.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'

/** The options of `tailrace dev`, checked. */
export interface DevCommandOptions extends ProjectOptions {
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
  readonly output: 'text' | 'ndjson'
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

/** `tailrace dev` */
export const devCommand = async (options: DevCommandOptions, terminal: Terminal): Promise<number> => {
  const { out } = terminal
  if (!options.allowRemoteSinks) terminal.keepLocal()
  const print = json(out)
  const isJson = options.output === 'ndjson'
  let runFolder = ''
  const page = devPage(options, terminal)
  const display = devDisplay(terminal, options.chaos, page)
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
      if (event.event === 'Started') ({ runFolder } = event)
      if (event.event === 'CaughtUp' && !display.isScreen()) page.sayAgain()
      if (!isJson) {
        display.tell(event)
        return
      }
      const value = devObject(event)
      if (value !== undefined) print(value)
    },
  })
  const { summary, verify, warnings } = result
  if (isJson)
    print({
      event: 'Summary',
      ...summary,
      ...(verify && { verify }),
      ...(warnings.length > 0 && { warnings }),
    })
  else out(resultText(result, runFolder))
  return display.wasQuit() ? exitCodes.done : exitCodeFor(result)
}
