import { createHash } from 'node:crypto'
import type { StoredValue, StreamWrite } from './write.ts'
import { itemName, sortedJson, textAt } from './write.ts'

/** Whose changes are audited: type of the item, and the name under which. */
const audited: Readonly<Record<string, string>> = { USER: 'User', PRODUCT: 'Product', ORDER: 'Order' }

type Step = string | number
type Difference = Readonly<Record<string, unknown>>

interface Sides {
  readonly from: StoredValue | undefined
  readonly to: StoredValue | undefined
}

const isEqual = (from: unknown, to: unknown): boolean => sortedJson(from) === sortedJson(to)

/** The shop has no sets, so maps are all that is gone into. */
const differences = ({ from, to }: Sides, path: readonly Step[]): readonly Difference[] => {
  if (isEqual(from, to)) return []
  if (from === undefined) return [{ op: 'add', path, to }]
  if (to === undefined) return [{ op: 'remove', path, from }]
  const [old, current] = [from['M'], to['M']] as (Readonly<Record<string, StoredValue>> | undefined)[]
  if (old === undefined || current === undefined) return [{ op: 'change', path, from, to }]
  const names = [...new Set([...Object.keys(old), ...Object.keys(current)])]
  return names.flatMap(name => differences({ from: old[name], to: current[name] }, [...path, name]))
}

const differenceOf = ({ before, after }: StreamWrite): readonly Difference[] =>
  differences({ from: before && { M: before }, to: after && { M: after } }, [])

/** Names a change, and with it its line: repeated, it is the same. */
const identityOf = ({ streamArn, keys, sequenceNumber }: StreamWrite): string => {
  const place = createHash('sha256')
    .update(`${streamArn}\0${itemName(keys)}`)
    .digest('hex')
  return `${sequenceNumber}-${place.slice(0, 16)}`
}

/** An entry of the audit as a line, whatever the order of its attributes and differences. */
export const auditFact = (entry: Readonly<Record<string, unknown>>): string => {
  const { what, diff } = entry as {
    readonly what: { readonly key: string }
    readonly diff: readonly unknown[]
  }
  return `audit ${what.key} ${sortedJson({
    ...entry,
    diff: diff
      .map(sortedJson)
      .toSorted()
      .map(text => JSON.parse(text) as unknown),
  })}`
}

/** The lines of the audit, one for each write of a user, a product or an order, removals included. */
export const promisedAudit = (writes: readonly StreamWrite[]): readonly string[] =>
  writes.flatMap(write => {
    const { before, after, keys, eventName, principal, streamArn, sequenceNumber, seconds } = write
    const entity = audited[textAt(after, 'type')] ?? audited[textAt(before, 'type')]
    if (entity === undefined) return []
    const entry = {
      id: identityOf(write),
      who: { origin: principal === undefined ? 'user' : 'ttl', principal },
      what: { eventName, entity, key: itemName(keys), keys },
      when: new Date(seconds * 1_000).toISOString(),
      streamArn,
      sequenceNumber,
      diff: differenceOf(write),
    }
    return [auditFact(entry)]
  })
