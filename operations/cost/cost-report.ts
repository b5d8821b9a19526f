import type { TableDemand } from './demand.ts'
import type { Money } from './money.ts'
import { costOfWhole, dividedBy } from './money.ts'
import type { CostOption } from './options.ts'
import { totalOf } from './options.ts'
import type { PipelineCost } from './pipeline/pipeline-cost.ts'
import type { Price } from './money.ts'
import type { TablePrices } from './prices/table-prices.ts'
import type { TableFacts } from './table-facts.ts'

/** Use of provisioned capacity, in percent, above which it is cheaper than to pay by request; whole capacity is 100. */
export interface BreakEven {
  readonly readPercent: number
  readonly writePercent: number
  /** Gigabytes above which Standard-IA is cheaper on demand, or `undefined` where it is so at any size. */
  readonly infrequentFromGb: number | undefined
}

/** What is on the bill besides reads and writes, a month; `undefined` where price or size is not known. */
export interface OtherCosts {
  readonly pitr: Money | undefined
  readonly backups: Money | undefined
}

/** Everything that is known of a table's cost. */
export interface CostReport {
  readonly facts: TableFacts
  readonly prices: TablePrices
  readonly demand: TableDemand
  /** Cheapest first. */
  readonly options: readonly CostOption[]
  readonly breakEven: BreakEven
  readonly other: OtherCosts
  readonly pipeline: readonly PipelineCost[] | undefined
}

const gigabyte = 1024n ** 3n

const ofBytes = (bytes: number | undefined, price: Price | undefined): Money | undefined => {
  if (bytes === 0) return 0n
  return bytes === undefined || price === undefined
    ? undefined
    : dividedBy(costOfWhole(BigInt(bytes), price), gigabyte)
}

/** What point-in-time recovery and backups on demand cost a month. */
export const otherCosts = (facts: TableFacts, prices: TablePrices): OtherCosts => ({
  pitr:
    facts.hasPitr === undefined ? undefined : ofBytes(facts.hasPitr ? facts.backedUpBytes : 0, prices.pitr),
  backups: ofBytes(facts.backupBytes, prices.backup),
})

const percent = (hour: Price, request: Price): number =>
  (Number((hour * 1000n) / (request * 3600n)) * 100) / 1000

/** Where one way to pay becomes cheaper than another. */
export const breakEvenOf = ({ classes }: TablePrices, options: readonly CostOption[]): BreakEven => {
  const { STANDARD: standard, STANDARD_INFREQUENT_ACCESS: infrequent } = classes
  const throughput = (tableClass: string): Money =>
    options.find(each => each.mode === 'on-demand' && each.tableClass === tableClass)?.throughput ?? 0n
  const dearer = throughput('STANDARD_INFREQUENT_ACCESS') - throughput('STANDARD')
  const saved = costOfWhole(1n, standard.storage - infrequent.storage)
  return {
    readPercent: percent(standard.readHour, standard.readRequest),
    writePercent: percent(standard.writeHour, standard.writeRequest),
    infrequentFromGb: dearer <= 0n || saved <= 0n ? undefined : Number((dearer * 10n) / saved) / 10,
  }
}

/** The option that is in use now, where it is one of them. */
export const currentOption = ({ facts, options }: CostReport): CostOption | undefined =>
  options.find(
    ({ mode, tableClass, reservedYears }) =>
      tableClass === facts.tableClass &&
      reservedYears === undefined &&
      mode === (facts.isOnDemand ? 'on-demand' : 'provisioned-now'),
  )

/** The cheapest option that throttles nothing. */
export const bestOption = ({ options }: CostReport): CostOption | undefined =>
  options.find(option => totalOf(option) !== undefined && option.throttledMinutes === 0)
