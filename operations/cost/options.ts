import type { TableDemand, ResourceDemand } from './demand.ts'
import type { Money, Price } from './money.ts'
import { costOf, costOfWhole, dividedBy, hoursOfMonth, microUnits, perMonth } from './money.ts'
import type { ReservedPrices } from './prices/reserved-terms.ts'
import type { ClassPrices, TableClass, TablePrices } from './prices/table-prices.ts'
import { tableClasses } from './prices/table-prices.ts'
import type { ScaledCapacity, ScalingSettings } from './simulate/auto-scaling.ts'
import { scaleCapacity } from './simulate/auto-scaling.ts'
import { minutesAbove, smallestCapacity, throttledMinutes } from './simulate/fixed-capacity.ts'
import { bestReserved } from './simulate/reserved-blocks.ts'
import type { TableFacts } from './table-facts.ts'

/** Ways to pay for reads and writes. */
export type CostMode = 'on-demand' | 'provisioned' | 'provisioned-now' | 'auto-scaling'

/** One way to pay for the throughput of a table, with what it costs and what it would have throttled. */
export interface CostOption {
  readonly mode: CostMode
  readonly tableClass: TableClass
  /** With reserved capacity for so many years. */
  readonly reservedYears: 1 | 3 | undefined
  /** For a month of 730 hours; `undefined` where the list has no price for a part of it. */
  readonly throughput: Money | undefined
  readonly storage: Money
  /** Minutes of the window that would have been throttled, added over table and indexes. */
  readonly throttledMinutes: number
  /** What would be provisioned or reserved, in a few words. */
  readonly detail: string
}

/** What capacity a mode provisions of one resource, hour by hour. */
interface Provisioned {
  readonly indexName: string | undefined
  readonly read: ScaledCapacity
  readonly write: ScaledCapacity
}

const sumOf = (units: Float64Array): bigint => units.reduce<bigint>((sum, each) => sum + microUnits(each), 0n)

/** Writes of a table with replicas are replicated ones; those of its indexes are not. */
const isReplicated = ({ replicaRegions }: TableFacts, indexName: string | undefined): boolean =>
  replicaRegions.length > 0 && indexName === undefined

const added = (parts: readonly (Money | undefined)[]): Money | undefined =>
  parts.reduce<Money | undefined>(
    (sum, part) => (sum === undefined || part === undefined ? undefined : sum + part),
    0n,
  )

const priced = (price: Price | undefined, cost: (price: Price) => Money): Money | undefined =>
  price === undefined ? undefined : cost(price)

const onDemandCost = (
  facts: TableFacts,
  { resources, minutes }: TableDemand,
  prices: ClassPrices,
): Money | undefined =>
  added(
    resources.flatMap(({ indexName, demand }) => {
      const writePrice = isReplicated(facts, indexName) ? prices.replicatedWriteRequest : prices.writeRequest
      return [
        perMonth(costOf(sumOf(demand.read), prices.readRequest), minutes),
        priced(writePrice, price => perMonth(costOf(sumOf(demand.write), price), minutes)),
      ]
    }),
  )

const hourlyCost = (hours: readonly number[], price: Price): Money => {
  const total = hours.reduce((sum, units) => sum + BigInt(units), 0n)
  return dividedBy(costOfWhole(total, price) * hoursOfMonth, BigInt(hours.length))
}

const provisionedCost = (
  facts: TableFacts,
  capacities: readonly Provisioned[],
  prices: ClassPrices,
): Money | undefined =>
  added(
    capacities.flatMap(({ indexName, read, write }) => {
      const writePrice = isReplicated(facts, indexName) ? prices.replicatedWriteHour : prices.writeHour
      return [
        hourlyCost(read.hours, prices.readHour),
        priced(writePrice, price => hourlyCost(write.hours, price)),
      ]
    }),
  )

const addHours = (all: readonly (readonly number[])[]): readonly number[] =>
  (all[0] ?? []).map((_, hour) => all.reduce((sum, hours) => sum + (hours[hour] ?? 0), 0))

const reservedCost = (
  capacities: readonly Provisioned[],
  prices: ClassPrices,
  { read, write, years }: ReservedPrices,
): { readonly monthly: Money; readonly detail: string } => {
  const hours = (side: 'read' | 'write') => addHours(capacities.map(each => each[side].hours))
  const reads = bestReserved(hours('read'), prices.readHour, read, years)
  const writes = bestReserved(hours('write'), prices.writeHour, write, years)
  return { monthly: reads.monthly + writes.monthly, detail: `reserved ${reads.units} R, ${writes.units} W` }
}

const throttledOf = (capacities: readonly Provisioned[]): number =>
  capacities.reduce((sum, { read, write }) => sum + read.throttledMinutes + write.throttledMinutes, 0)

const constant = (units: Float64Array, capacity: number): ScaledCapacity => ({
  hours: Array.from({ length: Math.ceil(units.length / 60) }, () => capacity),
  throttledMinutes: throttledMinutes(units, capacity),
})

const fixedAt = (
  resources: readonly ResourceDemand[],
  capacityOf: (resource: ResourceDemand, side: 'read' | 'write') => number,
): readonly Provisioned[] =>
  resources.map(resource => ({
    indexName: resource.indexName,
    read: constant(resource.demand.read, capacityOf(resource, 'read')),
    write: constant(resource.demand.write, capacityOf(resource, 'write')),
  }))

const unitsText = (capacities: readonly Provisioned[]): string => {
  const range = (side: 'read' | 'write'): string => {
    const hours = addHours(capacities.map(each => each[side].hours))
    const [least, most] = [Math.min(...hours), Math.max(...hours)]
    return least === most ? String(least) : `${least} to ${most}`
  }
  return `${range('read')} RCU, ${range('write')} WCU`
}

/** The capacities that the modes would provision. */
const provisionedModes = (
  { resources, startMs }: TableDemand,
  scaling: ScalingSettings,
): readonly (readonly [CostMode, readonly Provisioned[]])[] => {
  const isNow = resources.every(({ provisioned }) => provisioned !== undefined)
  return [
    ['provisioned', fixedAt(resources, ({ demand }, side) => smallestCapacity(demand[side]))],
    [
      'auto-scaling',
      resources.map(({ indexName, demand }) => ({ indexName, ...scaleCapacity(demand, scaling, startMs) })),
    ],
    ...(isNow
      ? [
          [
            'provisioned-now',
            fixedAt(resources, ({ provisioned }, side) => provisioned?.[side] ?? 1),
          ] as const,
        ]
      : []),
  ]
}

/** The modes of one table class, without reserved capacity and with it. */
const optionsOfClass = (
  facts: TableFacts,
  demand: TableDemand,
  prices: TablePrices,
  tableClass: TableClass,
  modes: readonly (readonly [CostMode, readonly Provisioned[]])[],
): readonly CostOption[] => {
  const own = prices.classes[tableClass]
  const storage = dividedBy(costOfWhole(BigInt(facts.storedBytes), own.storage), 1024n ** 3n)
  const onDemand: CostOption = {
    ...{ mode: 'on-demand', tableClass, reservedYears: undefined, storage },
    throughput: onDemandCost(facts, demand, own),
    throttledMinutes: demand.resources.reduce(
      (sum, { demand: { read, write }, maxOnDemand: most }) =>
        sum + minutesAbove(read, most.read) + minutesAbove(write, most.write),
      0,
    ),
    detail: '',
  }
  const canReserve = tableClass === 'STANDARD' && facts.replicaRegions.length === 0
  return [
    onDemand,
    ...modes.flatMap(([mode, capacities]): readonly CostOption[] => {
      const shared = { mode, tableClass, storage, throttledMinutes: throttledOf(capacities) }
      const units = unitsText(capacities)
      const reserved = (canReserve ? prices.reserved : []).map(term => {
        const { monthly, detail } = reservedCost(capacities, own, term)
        return { ...shared, reservedYears: term.years, throughput: monthly, detail: `${units}; ${detail}` }
      })
      const plain = provisionedCost(facts, capacities, own)
      return [{ ...shared, reservedYears: undefined, throughput: plain, detail: units }, ...reserved]
    }),
  ]
}

/** What an option costs a month, storage included; `undefined` where a price is missing. */
export const totalOf = ({ throughput, storage }: CostOption): Money | undefined =>
  throughput === undefined ? undefined : throughput + storage

const order = (a: CostOption, b: CostOption): number => {
  const [left, right] = [totalOf(a), totalOf(b)]
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined)
  return left < right ? -1 : left > right ? 1 : a.throttledMinutes - b.throttledMinutes
}

/** Every way to pay for a table, cheapest first; those that cannot be priced come last. */
export const costOptions = (
  facts: TableFacts,
  demand: TableDemand,
  prices: TablePrices,
  scaling: ScalingSettings,
): readonly CostOption[] => {
  const modes = provisionedModes(demand, scaling)
  return tableClasses
    .flatMap(tableClass => optionsOfClass(facts, demand, prices, tableClass, modes))
    .sort(order)
}
