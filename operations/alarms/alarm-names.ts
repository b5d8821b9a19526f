import { hash } from 'node:crypto'

/** CloudWatch takes no longer name, and no longer beginning to look for. */
const longestName = 255
/** Tables and indexes have up to 255 letters, so they are cut where there would be no room for what comes after them. */
const longestTable = 100
const longestFunction = 64

/** The text, or as much of it as there is room for with a sign that tells it from all others that begin so; tags take it too. */
const within = (text: string, most: number): string => {
  if (text.length <= most) return text
  const sign = `@${hash('sha256', text, 'hex').slice(0, 16)}`
  return text.slice(0, most - sign.length) + sign
}

/** What the names of alarms of a table, or of a function on it, begin with. */
export const alarmPrefix = (tableName: string, functionName?: string): string => {
  const ofTable = `tailrace/${within(tableName, longestTable)}/`
  return functionName === undefined ? ofTable : `${ofTable}${within(functionName, longestFunction)}/`
}

/** The name of an alarm whose id begins with nothing else. */
export const alarmName = (prefix: string, id: string): string =>
  prefix + within(id, longestName - prefix.length)
