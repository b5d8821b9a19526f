import type { CostReport } from '../operations/cost/cost-report.ts'
import type { Money } from '../operations/cost/money.ts'
import { centsText } from '../operations/cost/money.ts'
import type { CostOption } from '../operations/cost/options.ts'
import { totalOf } from '../operations/cost/options.ts'
import { optionName } from './cost-lines.ts'

/** Amounts are texts with two decimals: a number would round them once more. */
const amount = (money: Money | undefined): string | null => (money === undefined ? null : centsText(money))

const optionJson = (option: CostOption) => ({
  name: optionName(option),
  mode: option.mode,
  tableClass: option.tableClass,
  reservedYears: option.reservedYears ?? null,
  monthly: amount(totalOf(option)),
  throughput: amount(option.throughput),
  storage: amount(option.storage),
  throttledMinutes: option.throttledMinutes,
  capacity: option.detail,
})

/** A report for programs. */
export const costJson = ({
  facts,
  prices,
  demand,
  options,
  breakEven,
  other,
  pipeline,
}: CostReport): object => ({
  format: 1,
  table: facts.tableName,
  region: facts.region,
  account: facts.account,
  tableClass: facts.tableClass,
  from: new Date(demand.startMs).toISOString(),
  minutes: demand.minutes,
  exactFromMinute: demand.exactFromMinute,
  prices: { source: prices.source, date: prices.date, currency: prices.currency },
  resources: demand.resources.map(({ indexName, minutesWithoutData, throttled }) => ({
    index: indexName ?? null,
    minutesWithoutData,
    throttled,
  })),
  options: options.map(optionJson),
  breakEven,
  other: { pitr: amount(other.pitr), backups: amount(other.backups) },
  replicaRegions: facts.replicaRegions,
  pipeline:
    pipeline?.map(({ lambda, ledger, audit, ...rest }) => ({
      ...rest,
      lambda: amount(lambda),
      ledger: amount(ledger),
      audit: amount(audit),
    })) ?? null,
})
