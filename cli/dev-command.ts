import type { DevResult } from '../operations/dev/dev-options.ts'
import { dev } from '../operations/dev/dev.ts'
import { cacheFolder } from './cache-folder.ts'
import { counted } from './counted.ts'
import { devLines } from './dev-lines.ts'
import { devObject } from './dev-ndjson.ts'
import { exitCodes } from './exit-code.ts'
import { summaryLines } from './summary-lines.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'

/** The options of `tailrace dev`, checked. */
export interface DevCommandOptions {
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
  const lines = devLines(terminal)
  const isJson = options.output === 'ndjson'
  let runFolder = ''
  const result = await dev({
    ...terminal,
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
    tell: event => {
      if (event.event === 'Started') ({ runFolder } = event)
      if (!isJson) {
        lines(event)
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
  return exitCodeFor(result)
}
