import { raise } from '../core/errors/pipeline-error.ts'
import { hotKeyFaults } from '../operations/hot-keys/faults.ts'
import type { WritesPlace } from '../operations/hot-keys/find-hot-keys.ts'
import { hotByInsights, hotWrites, turnInsightsOn } from '../operations/hot-keys/find-hot-keys.ts'
import type { HotKey, HotKeyList } from '../operations/hot-keys/hot-key.ts'
import type { AwsPlaceOptions } from './aws-place.ts'
import { atPlace } from './aws-place.ts'
import { timeIn } from './duration.ts'
import { exitCodes } from './exit-code.ts'
import { envForTable } from './running-dev.ts'
import type { Terminal } from './terminal.ts'
import { json, safeLine } from './terminal.ts'

/** The options of `tailrace hot-keys`, as they were given. */
export interface HotKeysCommandOptions extends AwsPlaceOptions {
  readonly table?: string
  readonly stream?: string
  readonly partitionKey?: string
  readonly top: number
  readonly insights: boolean
  readonly since: string
  readonly enableInsights?: 'accessed' | 'throttled'
  readonly allowWrites: boolean
  readonly output: 'human' | 'json'
}

const placeOf = (
  files: readonly string[],
  { table, stream, insights, enableInsights }: HotKeysCommandOptions,
): WritesPlace => {
  const given = [
    ...(files.length > 0 ? ['files'] : []),
    ...(table === undefined ? [] : ['--table']),
    ...(stream === undefined ? [] : ['--stream']),
  ]
  const needsTable = insights || enableInsights !== undefined
  if (given.length !== 1 || (needsTable && table === undefined))
    throw raise(hotKeyFaults, 'hotkeys.source-unclear', {
      given: needsTable && table === undefined ? [...given, '--insights'] : given,
    })
  if (table !== undefined) return { tableName: table }
  return stream === undefined ? { files } : { streamArn: stream }
}

const between = (least: number, most: number): string => {
  const text = (value: number): string => String(Number(value.toFixed(1)))
  return least === most ? text(most) : `${text(least)} to ${text(most)}`
}

const keyLine = (
  { key, sharePercent, least, most, peakPerSecond, limitPercent, advice }: HotKey,
  measure: string,
): string =>
  [
    `${sharePercent.toFixed(1).padStart(5)} %  ${key}: ${between(least, most)} ${measure}`,
    peakPerSecond &&
      `${between(peakPerSecond.least, peakPerSecond.most)} a second in the minute of ${peakPerSecond.minute}`,
    limitPercent !== undefined && `${limitPercent.toFixed(1)} % of a partition`,
    advice,
  ]
    .filter(Boolean)
    .join('; ')

const listLines = ({
  source,
  indexName,
  keyKind,
  measure,
  total,
  keys,
  notes,
}: HotKeyList): readonly string[] => [
  `${source} of ${indexName === undefined ? 'the table' : `index ${indexName}`} by ${keyKind}: ${Number(total.toFixed(1))} ${measure}; a partition serves 1000 write and 3000 read units a second`,
  ...keys.map(key => keyLine(key, measure)),
  ...notes,
]

const print = (lists: readonly HotKeyList[], output: 'human' | 'json', { out }: Terminal): void => {
  if (output === 'json') json(out)({ format: 1, lists })
  else for (const line of lists.flatMap(listLines)) safeLine(out)(line)
}

const readInsights = async (
  tableName: string,
  { top, since }: HotKeysCommandOptions,
  { clock, env }: Terminal,
) => {
  const nowMs = clock.now()
  const startMs = timeIn(since, nowMs)
  // CloudWatch has reports over a day at most.
  if (startMs === undefined || startMs >= nowMs || nowMs - startMs > 86_400_000)
    throw raise(hotKeyFaults, 'hotkeys.argument-invalid', {
      option: '--since',
      value: since,
      allowed: 'an ISO time or a duration as 15m or 3h, up to 24h ago',
    })
  return hotByInsights(tableName, { startMs, endMs: nowMs, count: top }, env)
}

/** `tailrace hot-keys` */
export const hotKeysCommand = async (
  files: readonly string[],
  options: HotKeysCommandOptions,
  given: Terminal,
): Promise<number> => {
  const place = placeOf(files, options)
  const terminal = atPlace(given, options)
  const { top, partitionKey, insights, enableInsights, allowWrites } = options
  const { clock, signal, say, env } = terminal
  const line = safeLine(say)
  if (top < 1 || top > 100)
    throw raise(hotKeyFaults, 'hotkeys.argument-invalid', {
      option: '--top',
      value: String(top),
      allowed: '1 to 100',
    })
  if (enableInsights !== undefined && 'tableName' in place) {
    const mode = enableInsights === 'accessed' ? 'ACCESSED_AND_THROTTLED_KEYS' : 'THROTTLED_KEYS'
    await turnInsightsOn(place.tableName, mode, { env, allowWrites, say: line })
    line('they are being turned on, and cost for each event from now on; ask with --insights in some minutes')
    return exitCodes.done
  }
  if (insights && 'tableName' in place) {
    print(await readInsights(place.tableName, options, terminal), options.output, terminal)
    return exitCodes.done
  }
  const tableEnv = 'tableName' in place ? envForTable(terminal, place.tableName, options) : env
  const onGap = (): void => line('records left the stream before they were read')
  const list = await hotWrites(place, partitionKey, top, { env: tableEnv, clock, signal, onGap })
  if (signal.aborted) line('interrupted: the end is missing')
  print([list], options.output, terminal)
  return signal.aborted ? exitCodes.interrupted : exitCodes.done
}
