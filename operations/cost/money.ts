/**
 * An amount of money as a whole number of 10^-18 units of its currency: the price of a unit has at most 12 decimals in
 * AWS's lists, and consumed units at most 6 here, so that every product is exact.
 */
export type Money = bigint

/** Decimals of a {@link Price}. */
const priceDecimals = 12
/** Decimals of consumed units. */
const unitDecimals = 6
const moneyPerCent = 10n ** 16n

/** Hours of a month, as AWS's calculator has them. */
export const hoursOfMonth = 730n

/** A price for one unit, in 10^-12 of the currency. */
export type Price = bigint

/** Reads `0.0000006250`; `undefined` for anything that is no price, or has more than 12 decimals that matter. */
export const priceIn = (text: string): Price | undefined => {
  const [, whole = '', decimals = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === '' || /[1-9]/.test(decimals.slice(priceDecimals))) return undefined
  return BigInt(whole + decimals.slice(0, priceDecimals).padEnd(priceDecimals, '0'))
}

/** Units in millionths, as CloudWatch's sums carry them: halves of a unit are common, less is rounding. */
export const microUnits = (units: number): bigint => {
  const whole = Math.trunc(units)
  return BigInt(whole) * 10n ** 6n + BigInt(Math.round((units - whole) * 10 ** unitDecimals))
}

/** What millionths of units cost. */
export const costOf = (micro: bigint, price: Price): Money => micro * price

/** What whole units cost. */
export const costOfWhole = (units: bigint, price: Price): Money => units * 10n ** 6n * price

/** Divides to the nearest, halves away from zero. */
export const dividedBy = (amount: bigint, by: bigint): bigint => {
  const magnitude = amount < 0n ? -amount : amount
  const nearest = (2n * magnitude + by) / (2n * by)
  return amount < 0n ? -nearest : nearest
}

/** An amount of some minutes as that of a month. */
export const perMonth = (amount: Money, minutes: number): Money =>
  dividedBy(amount * hoursOfMonth * 60n, BigInt(minutes))

/** An amount to the cent: `1234.50`. */
export const centsText = (amount: Money): string => {
  const cents = dividedBy(amount, moneyPerCent)
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** A price for so many units, without needless zeros: `0.625`. */
export const priceText = (price: Price, units = 1n): string => {
  const digits = String(price * units).padStart(priceDecimals + 1, '0')
  const [whole, decimals] = [digits.slice(0, -priceDecimals), digits.slice(-priceDecimals)]
  const short = decimals.replace(/0+$/, '')
  return short === '' ? whole : `${whole}.${short}`
}
