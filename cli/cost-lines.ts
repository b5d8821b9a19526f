import type { CostReport } from '../operations/cost/cost-report.ts'
import { bestOption, currentOption } from '../operations/cost/cost-report.ts'
import type { Money } from '../operations/cost/money.ts'
import { centsText, priceText } from '../operations/cost/money.ts'
import type { CostOption } from '../operations/cost/options.ts'
import { totalOf } from '../operations/cost/options.ts'
import type { PipelineCost } from '../operations/cost/pipeline/pipeline-cost.ts'
import { plotLines } from '../operations/plot/plot-lines.ts'
import { counted } from './counted.ts'

const modeNames: Readonly<Record<CostOption['mode'], string>> = {
  'on-demand': 'on demand',
  provisioned: 'provisioned, never throttling',
  'provisioned-now': 'provisioned, as now',
  'auto-scaling': 'auto scaling',
}

/** What an option is called, in one line and in JSON's `name`. */
export const optionName = ({ mode, tableClass, reservedYears }: CostOption): string =>
  [
    modeNames[mode],
    reservedYears === undefined ? '' : ` + reserved ${reservedYears} y`,
    tableClass === 'STANDARD' ? '' : ', Standard-IA',
  ].join('')

const moneyText = (amount: Money | undefined): string =>
  amount === undefined ? 'not priced' : centsText(amount)

const table = (rows: readonly (readonly string[])[], leftColumns: readonly number[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows.map(row =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return leftColumns.includes(column) ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

const optionLines = ({ options, prices }: CostReport): readonly string[] =>
  table(
    [
      [`${prices.currency} a month`, 'throughput', 'storage', 'throttled min', 'mode', 'capacity'],
      ...options.map(option => [
        moneyText(totalOf(option)),
        moneyText(option.throughput),
        centsText(option.storage),
        String(option.throttledMinutes),
        optionName(option),
        option.detail,
      ]),
    ],
    [4, 5],
  )

const hourly = (report: CostReport, side: 'read' | 'write'): readonly number[] => {
  const { minutes, resources } = report.demand
  return Array.from({ length: Math.ceil(minutes / 60) }, (_, hour) => {
    const sum = resources.reduce(
      (all, { demand }) =>
        all + demand[side].subarray(hour * 60, hour * 60 + 60).reduce((total, units) => total + units, 0),
      0,
    )
    return sum / 3600
  })
}

const gapLines = ({ demand }: CostReport): readonly string[] => {
  const nameOf = (indexName: string | undefined): string =>
    indexName === undefined ? 'the table' : indexName
  const gaps = demand.resources
    .filter(({ minutesWithoutData }) => minutesWithoutData > 0)
    .map(
      ({ indexName, minutesWithoutData }) =>
        `${nameOf(indexName)}: ${counted(minutesWithoutData, 'minute')} of ${demand.minutes} without data, taken for 0`,
    )
  const throttled = demand.resources
    .filter(({ throttled: { minutes } }) => minutes > 0)
    .map(
      ({ indexName, throttled: { minutes, atLeastUnits } }) =>
        `${nameOf(indexName)}: ${counted(minutes, 'minute')} throttled; what was asked then is not known: at least ${atLeastUnits} units (consumed + throttle events)`,
    )
  const coarse =
    demand.exactFromMinute === 0
      ? []
      : [`the first ${demand.exactFromMinute} minutes are known by five only: no peak within five is seen`]
  return [...gaps, ...throttled, ...coarse]
}

const otherLines = ({ facts, prices, other }: CostReport): readonly string[] => [
  `point-in-time recovery: ${facts.hasPitr === false ? 'off' : other.pitr === undefined ? 'not known, or not priced' : centsText(other.pitr)}`,
  `backups on demand: ${facts.backupBytes === 0 ? 'none' : other.backups === undefined ? 'not known, or not priced' : centsText(other.backups)}`,
  !facts.hasStream
    ? 'stream: none'
    : `stream: nothing for Lambda; any other reader ${prices.streamRead === undefined ? 'is not priced' : `${priceText(prices.streamRead, 1_000_000n)} per million GetRecords`}`,
  ...(facts.replicaRegions.length === 0
    ? []
    : [
        `replicas: ${facts.replicaRegions.join(', ')} cost as much again, at their own prices: ask there; writes are priced as replicated ones, transfer between regions is not in it, reserved capacity is not either`,
      ]),
]

const assumed =
  'invocations are counted; for each, one ledger read, one bulk request and one audit object are assumed, with nothing retried'

const pipelineLines = (costs: readonly PipelineCost[]): readonly string[] => [
  ...table(
    [
      ['batch', 'window s', 'invocations', 'GB-seconds', 'Lambda', 'ledger', 'audit in S3', 'bulk requests'],
      ...costs.map(each => [
        ...[each.batchSize, each.windowSeconds, each.invocations, Math.round(each.gbSeconds)].map(String),
        ...[each.lambda, each.ledger, each.audit].map(moneyText),
        String(each.bulkRequests),
      ]),
    ],
    [],
  ),
  assumed,
]

const verdict = (report: CostReport): readonly string[] => {
  const [now, best] = [currentOption(report), bestOption(report)]
  const [nowTotal, bestTotal] = [now && totalOf(now), best && totalOf(best)]
  if (best === undefined || bestTotal === undefined) return ['no mode that never throttles can be priced']
  if (now === undefined || nowTotal === undefined)
    return [`cheapest without throttling: ${optionName(best)}, ${centsText(bestTotal)} a month`]
  return [
    `now: ${optionName(now)}, ${centsText(nowTotal)} a month; cheapest without throttling: ${optionName(best)}, ${centsText(bestTotal)}`,
  ]
}

const breakEvenLines = ({ breakEven, facts }: CostReport): readonly string[] => {
  const { readPercent, writePercent, infrequentFromGb } = breakEven
  const storedGb = (facts.storedBytes / 1024 ** 3).toFixed(1)
  return [
    `break-even: provisioned is cheaper than on demand above ${readPercent.toFixed(1)} % use for reads, ${writePercent.toFixed(1)} % for writes`,
    infrequentFromGb === undefined
      ? 'break-even: Standard-IA on demand is cheaper at any size'
      : `break-even: Standard-IA on demand is cheaper from ${infrequentFromGb} GB on; stored are ${storedGb} GB`,
  ]
}

/** A report for people, line by line. */
export const costLines = (report: CostReport): readonly string[] => {
  const { facts, prices, demand, pipeline } = report
  const from = new Date(demand.startMs).toISOString()
  const to = new Date(demand.startMs + demand.minutes * 60_000).toISOString()
  return [
    `table ${facts.tableName} in ${facts.region} of account ${facts.account}, ${from} to ${to}`,
    `prices: ${prices.source}, ${prices.date}; without free tier, discounts and tax`,
    ...gapLines(report),
    ...(['read', 'write'] as const).flatMap(side => [
      '',
      `${side} units a second, table and indexes, by the hour`,
      ...plotLines(hourly(report, side)),
    ]),
    '',
    ...optionLines(report),
    '',
    ...verdict(report),
    ...breakEvenLines(report),
    ...otherLines(report),
    ...(pipeline === undefined
      ? []
      : [
          '',
          'pipeline, a month: changes are at most the write units of the table',
          ...pipelineLines(pipeline),
        ]),
  ]
}
