import type { HeldSinks, HeldChange } from './held-sinks.ts'
import { writeName } from './held-sinks.ts'
import type { TableWrite, WrittenTable } from './written-table.ts'

/** What is known of a play beside its writes. */
export interface Allowances {
  /** Writes whose records left the stream unread: they are in no sink of events. */
  readonly lost: ReadonlySet<string>
  /** Writes of which a strict message is in doubt. */
  readonly inDoubt: ReadonlySet<string>
  /** Writes that came late, so their order among their key's is not held against them. */
  readonly late: ReadonlySet<string>
}

/** Documents that there must be: of each key whose last write left an active item, its note. */
const expectedNotes = (writes: readonly TableWrite[]): ReadonlyMap<string, number> => {
  const notes = new Map<string, number>()
  for (const { key, after } of writes) {
    const { active, note } = after ?? {}
    const isWanted = active !== undefined && 'BOOL' in active && active.BOOL
    if (isWanted && note !== undefined && 'N' in note) notes.set(key, Number(note.N))
    else notes.delete(key)
  }
  return notes
}

/** What is wrong with the index, by the list of writes alone. */
export const judgeSearch = (
  writes: readonly TableWrite[],
  { engine }: HeldSinks,
  index = 'things',
): readonly string[] => {
  const expected = expectedNotes(writes)
  const problems: string[] = []
  const found = new Set<string>()
  for (const id of engine.ids(index)) {
    const [document] = JSON.parse(engine.get(index, id)?.source ?? '[]') as [string]
    const { key, note } = JSON.parse(document) as { key: string; note: number }
    if (found.has(key)) problems.push(`doubled: two documents of ${key}`)
    found.add(key)
    const wanted = expected.get(key)
    if (wanted === undefined) problems.push(`ghost: a document of ${key}`)
    else if (wanted !== note) problems.push(`stale: the document of ${key} says ${note}, not ${wanted}`)
  }
  for (const key of expected.keys()) if (!found.has(key)) problems.push(`lost: no document of ${key}`)
  return problems
}

const judgeCache = (table: WrittenTable, { cache }: HeldSinks): readonly string[] =>
  [...cache].flatMap(([key, value]) => {
    const note = table.read(key)?.['note']
    const now = note !== undefined && 'N' in note ? note.N : undefined
    return now === value ? [] : [`stale: the cache says ${value} of ${key}, not ${now ?? 'nothing'}`]
  })

/** Dependents of a generation live as long as it does. */
const judgeDependents = ({ writes, items }: WrittenTable): readonly string[] => {
  const living = new Map<string, string>()
  for (const { key, after } of writes) {
    const gen = after?.['gen']
    if (gen !== undefined && 'S' in gen) living.set(key, gen.S)
    else living.delete(key)
  }
  const problems: string[] = []
  const kept = new Set<string>()
  for (const { PK, SK } of items.items()) {
    if (PK === undefined || SK === undefined || !('S' in PK) || !('S' in SK)) continue
    const key = PK.S.slice('of '.length)
    if (living.get(key) === SK.S) kept.add(key)
    else problems.push(`ghost: the dependent ${SK.S} of ${key}`)
  }
  for (const key of living.keys()) if (!kept.has(key)) problems.push(`lost: the dependent of ${key}`)
  return problems
}

/** First arrivals of one key's changes come in the order of its writes, as far as one stream tells of them. */
const judgeOrder = (
  sink: string,
  told: Iterable<HeldChange>,
  numbers: ReadonlyMap<string, number>,
  late: Allowances['late'],
): readonly string[] => {
  const last = new Map<string, number>()
  const seen = new Set<string>()
  const problems: string[] = []
  for (const each of told) {
    const name = writeName(each)
    if (seen.has(name) || late.has(name)) continue
    seen.add(name)
    const number = numbers.get(name) ?? -1
    const lane = `${each.streamArn} ${each.key}`
    const before = last.get(lane) ?? -1
    if (number < before) problems.push(`order: ${sink} has ${name} after a later one`)
    last.set(lane, Math.max(number, before))
  }
  return problems
}

const counted = (told: Iterable<HeldChange>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const each of told) counts.set(writeName(each), (counts.get(writeName(each)) ?? 0) + 1)
  return counts
}

const judgeEvents = (
  writes: readonly TableWrite[],
  { audit, post, mail }: HeldSinks,
  { lost, inDoubt, late }: Allowances,
): readonly string[] => {
  const numbers = new Map(writes.map(write => [writeName(write), write.number]))
  const lines = counted(audit.values())
  const posted = counted(post)
  const mailed = counted(mail)
  const problems: string[] = []
  for (const name of numbers.keys()) {
    if (lost.has(name)) continue
    if (lines.get(name) !== 1) problems.push(`audit: ${lines.get(name) ?? 0} lines of ${name}`)
    if (!posted.has(name)) problems.push(`lost: no message of ${name}`)
    const mails = mailed.get(name) ?? 0
    if (mails > 1) problems.push(`strict: ${mails} mails of ${name}`)
    if (mails === 0 && !inDoubt.has(name)) problems.push(`lost: no mail of ${name}, and no doubt is told`)
  }
  for (const [sink, found] of [
    ['audit', lines],
    ['post', posted],
    ['mail', mailed],
  ] as const)
    for (const name of found.keys())
      if (!numbers.has(name)) problems.push(`ghost: ${sink} has ${name}, which nobody wrote`)
  return [
    ...problems,
    ...judgeOrder('audit', audit.values(), numbers, late),
    ...judgeOrder('post', post, numbers, late),
    ...judgeOrder('mail', mail, numbers, late),
  ]
}

/**
 * What is wrong with the sinks, by the list of writes alone: lost, stale, ghost, doubled, out of order. It knows
 * nothing of versions, ledgers or processors.
 */
export const judgeSinks = (
  table: WrittenTable,
  sinks: HeldSinks,
  allowances: Allowances,
): readonly string[] => [
  ...judgeSearch(table.writes, sinks),
  ...judgeCache(table, sinks),
  ...judgeDependents(table),
  ...judgeEvents(table.writes, sinks, allowances),
]
