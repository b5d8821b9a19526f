import { join } from 'node:path'
import type { DevResult } from '../operations/dev/dev-options.ts'
import { dev } from '../operations/dev/dev.ts'
import { devLines } from './dev-lines.ts'
import { devObject } from './dev-ndjson.ts'
import { exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'

/** The options of `tailrace dev`, checked. */
export interface DevCommandOptions {
  readonly once: boolean
  readonly chaos: number | undefined
  readonly seed: number
  readonly engine: 'dynamodb-local' | 'dynoxide' | undefined
  readonly output: 'text' | 'ndjson'
}

const summaryText = ({ summary, verify, differences }: DevResult): string => {
  const { received, applied, unchanged, filtered, parked, failed, batches, retries } = summary
  const lines = [
    `${received} changes: ${applied} applied, ${unchanged} unchanged, ${filtered} filtered, ${parked} parked, ${failed} failed`,
    `${batches} batches, ${retries} retries`,
  ]
  if (verify !== undefined) {
    const { missing, stale, ghosts } = verify
    lines.push(`verify: ${missing} missing, ${stale} stale, ${ghosts} ghosts`)
  }
  const shown = differences
    .slice(0, 20)
    .map(({ processor, problem, id }) => `  ${problem}: ${processor} ${id}`)
  return [...lines, ...shown, ''].join('\n')
}

const exitCodeFor = ({ summary, verify }: DevResult): number => {
  if (verify === undefined) return exitCodes.interrupted
  if (summary.failed > 0) return exitCodes.failed
  const { missing, stale, ghosts } = verify
  return missing + stale + ghosts > 0 ? exitCodes.differences : exitCodes.done
}

/** `tailrace dev` */
export const devCommand = async (options: DevCommandOptions, terminal: Terminal): Promise<number> => {
  const { out, env, homeFolder } = terminal
  const print = json(out)
  const lines = devLines(terminal)
  const isJson = options.output === 'ndjson'
  const result = await dev({
    ...terminal,
    once: options.once,
    chaosRate: options.chaos,
    seed: options.seed,
    engine: options.engine,
    cacheFolder: join(env['XDG_CACHE_HOME'] ?? join(homeFolder, '.cache'), 'tailrace'),
    tell: event => {
      if (!isJson) {
        lines(event)
        return
      }
      const value = devObject(event)
      if (value !== undefined) print(value)
    },
  })
  const { summary, verify } = result
  if (isJson) print({ event: 'Summary', ...summary, ...(verify && { verify }) })
  else out(summaryText(result))
  return exitCodeFor(result)
}
