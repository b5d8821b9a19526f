import { plainRecord } from '../../../core/record/fetch-blobs.ts'
import type { StreamRecord } from '../../../core/record/stream-record.ts'
import { isPipelineError } from '../../../core/errors/pipeline-error.ts'
import { fileSpill } from '../file-spill.ts'
import type { DifferenceKind } from '../report.ts'
import type { Spill } from '../spill.ts'
import { tableOfRecord } from '../table-of-record.ts'
import type { EventRecords } from '../verify-options.ts'
import type { ComparedEvents, VerifyRun } from '../verify-run.ts'
import { addEntry, compareEntries } from './compare-entries.ts'
import { addLink, chainBreaks } from './image-chain.ts'

const tellEvery = 1_000

/** The identities of a record's entries; of one that cannot be read there is none to be expected. */
const entriesOf = async (
  run: VerifyRun,
  { check }: ComparedEvents,
  record: StreamRecord,
): Promise<readonly string[]> => {
  try {
    return check.expected(await plainRecord(record, run.blobs))
  } catch (error) {
    if (isPipelineError(error) && error.scope === 'sink') throw error
    run.tally.unjudged += 1
    return []
  }
}

const readRecords = async (
  run: VerifyRun,
  records: EventRecords,
  wanted: readonly Spill[],
  links: Spill,
): Promise<void> => {
  for await (const record of records.read()) {
    if (run.signal.aborted) return
    const table = tableOfRecord(run, record)
    if (table < 0) continue
    addLink(links, record)
    for (const [place, sink] of run.events.entries()) {
      const side = wanted[place]
      if (side === undefined || !sink.tables.includes(table)) continue
      for (const id of await entriesOf(run, sink, record)) addEntry(side, id)
    }
    run.tally.records += 1
    if (run.tally.records % tellEvery === 0)
      run.tell({ event: 'Progress', step: 'records', done: run.tally.records, atMs: run.clock.now() })
  }
}

const listEntries = async ({ signal }: VerifyRun, { check }: ComparedEvents, found: Spill): Promise<void> => {
  found.clear()
  for await (const id of check.actual()) {
    if (signal.aborted) return
    addEntry(found, id)
  }
}

const tellEntry = (run: VerifyRun, sink: ComparedEvents, problem: DifferenceKind, id: string): void => {
  const { functionName, processor } = sink
  run.tally[problem] += 1
  run.tell({ event: 'Difference', functionName, processor, problem, id })
}

/** What is not there may be on its way, so it is looked for again; what is there too often stays so. */
const compareSink = async (
  run: VerifyRun,
  sink: ComparedEvents,
  [place, wanted]: readonly [place: number, wanted: Spill],
  isAll: boolean,
): Promise<void> => {
  const found = fileSpill(run.folder, `entries.${place}`)
  let open = wanted
  for (let look = 1; look <= run.looks; look += 1) {
    await listEntries(run, sink, found)
    if (run.signal.aborted) return
    const missing = fileSpill(run.folder, `missing.${place}.${look}`)
    missing.clear()
    let count = 0
    for (const { id, problem } of compareEntries(open, found, look === 1 && isAll)) {
      const isOpen = problem === 'missing' && look < run.looks
      count += isOpen ? 1 : 0
      if (isOpen) addEntry(missing, id)
      else if (look === 1 || problem === 'missing') tellEntry(run, sink, problem, id)
    }
    if (count === 0) return
    await run.clock.wait(run.pauseMs, run.signal)
    open = missing
  }
}

/** Compares records with one another, by their images, and with the entries that sinks of events hold of them. */
export const compareEvents = async (run: VerifyRun, records: EventRecords): Promise<void> => {
  const wanted = run.events.map((_, place) => fileSpill(run.folder, `records.${place}`))
  const links = fileSpill(run.folder, 'links')
  for (const side of [...wanted, links]) side.clear()
  await readRecords(run, records, wanted, links)
  if (run.signal.aborted) return
  for (const { key, streamArn, sequenceNumber } of chainBreaks(links)) {
    run.tally.gaps += 1
    const difference = {
      functionName: streamArn,
      processor: 'stream',
      problem: 'gaps',
      id: sequenceNumber,
      key,
    } as const
    run.tell({ event: 'Difference', ...difference })
  }
  for (const [place, sink] of run.events.entries()) {
    const side = wanted[place]
    if (side !== undefined) await compareSink(run, sink, [place, side], records.isAll)
  }
}
