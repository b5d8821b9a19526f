import type { Image } from '../../../core/attributes/attribute-value.ts'
import { itemKey } from '../../../core/record/item-key.ts'
import type { StreamRecord } from '../../../core/record/stream-record.ts'
import { fileSpill } from '../file-spill.ts'
import type { Spill } from '../spill.ts'
import { tableOfRecord } from '../table-of-record.ts'
import type { ValueFile } from '../value-file.ts'
import { valueFile } from '../value-file.ts'
import type { EventRecords } from '../verify-options.ts'
import type { VerifyRun } from '../verify-run.ts'
import { lookAtSuspects } from './look-at.ts'
import type { Suspect } from './suspect.ts'
import { wantedBy } from './wanted-by.ts'

/** An item that changed, and the ids that its images led to in one sink. */
type ChangedLine = readonly [sink: number, table: number, keys: Image, ids: readonly string[]]

const tellEvery = 1_000

const addRecord = async (run: VerifyRun, record: StreamRecord, changed: Spill): Promise<void> => {
  const { Keys: keys, NewImage, OldImage } = record.dynamodb ?? {}
  const table = tableOfRecord(run, record)
  if (keys === undefined || table < 0) return
  for (const [place, sink] of run.sinks.entries()) {
    if (!sink.tables.includes(table)) continue
    const ids = new Set<string>()
    for (const image of [NewImage, OldImage])
      for (const id of (await wantedBy(run, sink, keys, image))?.keys() ?? []) ids.add(id)
    changed.add(itemKey(keys), JSON.stringify([place, table, keys, [...ids]] satisfies ChangedLine))
  }
}

/** The items of a part, each once for each sink, with all ids that they had. */
const changedIn = (changed: Spill, part: number): readonly ChangedLine[] => {
  const found = new Map<string, ChangedLine>()
  for (const line of changed.linesOf(part)) {
    const [sink, table, keys, ids] = JSON.parse(line) as ChangedLine
    const name = `${sink} ${table} ${itemKey(keys)}`
    const known = found.get(name)?.[3] ?? []
    found.set(name, [sink, table, keys, [...new Set([...known, ...ids])]])
  }
  return [...found.values()]
}

/** What an item has or had in a sink, to be looked at for the first time. */
const suspectsOf = async (run: VerifyRun, line: ChangedLine): Promise<readonly Suspect[]> => {
  const [place, table, keys, ids] = line
  const [sink, reader] = [run.sinks[place], run.tables[table]]
  if (sink === undefined || reader === undefined) return []
  const { item } = await run.pace.read(async () => reader.read(keys, run.signal))
  const wanted = await wantedBy(run, sink, keys, item)
  run.tally.items += 1
  return [...new Set([...ids, ...(wanted?.keys() ?? [])])].map(id => ({
    sink: place,
    id,
    problem: 'missing',
    item: { table, keys },
    stood: 0,
  }))
}

/**
 * Looks at the items of which there are records, as they are now, and at every document that their images led to. What
 * has no record is not looked at: so the records have to hold every change since the time that is asked about.
 */
export const compareChanged = async (
  run: VerifyRun,
  records: EventRecords | undefined,
): Promise<ValueFile<Suspect>> => {
  const suspects = valueFile<Suspect>(run.folder, 'suspects.1')
  const changed = fileSpill(run.folder, 'changed')
  await suspects.clear()
  changed.clear()
  let read = 0
  for await (const record of records?.read() ?? []) {
    if (run.signal.aborted) return suspects
    await addRecord(run, record, changed)
    read += 1
    if (read % tellEvery === 0)
      run.tell({ event: 'Progress', step: 'records', done: read, atMs: run.clock.now() })
  }
  for (let part = 0; part < changed.parts; part += 1) {
    for (const line of changedIn(changed, part)) {
      if (run.signal.aborted) return suspects
      const found = await lookAtSuspects(run, await suspectsOf(run, line))
      for (const suspect of found) await suspects.add(suspect)
      run.tell({ event: 'Progress', step: 'items', done: run.tally.items, atMs: run.clock.now() })
    }
  }
  return suspects
}
