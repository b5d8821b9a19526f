import { numberFaults } from '../errors/number-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { canonicalNumber, compareNumbers, numberProblem, parseDecimal, zero } from './decimal.ts'
import type { ExactNumber } from './exact-number.ts'
import { numberText, plainNumber } from './number-text.ts'

/** Any number that can be written exactly. */
export type Amount = number | bigint | ExactNumber

/** value = units * 10^power */
interface Scaled {
  readonly units: bigint
  readonly power: number
}

const scaled = (amount: Amount): Scaled => {
  const text = numberText(amount, 'an amount')
  const { digits, exponent, negative } = parseDecimal(text) ?? zero
  const magnitude = BigInt(digits)
  return { units: negative ? -magnitude : magnitude, power: exponent - digits.length }
}

const numberOf = ({ units, power }: Scaled): number | ExactNumber => {
  const text = `${units}E${power}`
  if (numberProblem(text) !== undefined)
    throw raise(numberFaults, 'store.number-out-of-range', { path: 'a result', value: canonicalNumber(text) })
  return plainNumber(text)
}

const unitsAt = ({ units, power }: Scaled, lower: number): bigint => units * 10n ** BigInt(power - lower)

/**
 * Adds decimals exactly: `addNumbers(0.1, 0.2)` is 0.3.
 * @throws PipelineError `store.number-inexact` for a rest of float arithmetic, `store.number-out-of-range` for a sum
 * of more than 38 digits
 */
export const addNumbers = (...amounts: readonly Amount[]): number | ExactNumber => {
  const all = amounts.map(scaled)
  const power = Math.min(0, ...all.map(each => each.power))
  return numberOf({ units: all.reduce((sum, each) => sum + unitsAt(each, power), 0n), power })
}

/** The same amount with the other sign. */
export const negateNumber = (amount: Amount): number | ExactNumber => {
  const { units, power } = scaled(amount)
  return numberOf({ units: -units, power })
}

/**
 * Multiplies decimals exactly.
 * @throws PipelineError as {@link addNumbers}
 */
export const multiplyNumbers = (a: Amount, b: Amount): number | ExactNumber => {
  const left = scaled(a)
  const right = scaled(b)
  return numberOf({ units: left.units * right.units, power: left.power + right.power })
}

/** Rounds to decimal places, halves away from zero, as invoices do: `roundNumber(2.345, 2)` is 2.35. */
export const roundNumber = (amount: Amount, places: number): number | ExactNumber => {
  const { units, power } = scaled(amount)
  if (power >= -places) return numberOf({ units, power })
  const divisor = 10n ** BigInt(-places - power)
  const half = units < 0n ? -divisor / 2n : divisor / 2n
  return numberOf({ units: (units + half) / divisor, power: -places })
}

/** Compares decimals with all their digits: negative, 0 or positive. */
export const compareAmounts = (a: Amount, b: Amount): number =>
  compareNumbers(numberText(a, 'an amount'), numberText(b, 'an amount'))
