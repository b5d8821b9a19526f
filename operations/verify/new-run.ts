import type { Processor } from '../../core/processor/processor.ts'
import { newPace } from './pace.ts'
import { noProblems } from './report.ts'
import type { ComparedEvents, ComparedSink, VerifyRun, VerifySubject } from './verify-run.ts'
import type { VerifyTablesOptions } from './verify-options.ts'

/** Why a processor cannot be compared; nothing where it can. */
const reasonNot = ({ check }: Processor, hasRecords: boolean): string | undefined => {
  if (check === undefined) return 'what it does leaves nothing to compare'
  if (check.kind === 'state' && check.look === undefined) return 'its documents cannot be looked at again'
  return check.kind === 'events' && !hasRecords
    ? 'it keeps events, so it takes records: --records'
    : undefined
}

const sinksOf = (
  { functionName, processors, tables }: VerifySubject,
  placeOf: (tableName: string) => number,
): { readonly sinks: readonly ComparedSink[]; readonly events: readonly ComparedEvents[] } => {
  const places = tables.map(({ tableName }) => placeOf(tableName))
  const sinks: ComparedSink[] = []
  const events: ComparedEvents[] = []
  for (const { name: processor, check } of processors) {
    if (check?.kind === 'events') events.push({ functionName, processor, check, tables: places })
    else if (check?.kind === 'entries' || check?.look !== undefined)
      sinks.push({ functionName, processor, check, tables: places })
  }
  return { sinks, events }
}

const tellSubjects = ({ subjects, records, tell }: VerifyTablesOptions): void => {
  for (const { functionName, processors, tables } of subjects) {
    const reasons = processors.map(each => [each.name, reasonNot(each, records !== undefined)] as const)
    const compared = reasons.flatMap(([name, reason]) => (reason === undefined ? [name] : []))
    const names = tables.map(({ tableName }) => tableName)
    if (compared.length > 0) tell({ event: 'Comparing', functionName, tables: names, processors: compared })
    for (const [processor, reason] of reasons)
      if (reason !== undefined) tell({ event: 'NotCompared', functionName, processor, reason })
  }
}

/** A run that has not begun: each table once, however many functions are on it. */
export const newVerifyRun = (options: VerifyTablesOptions): VerifyRun => {
  const { subjects, folder, looks = 3, pauseMs = 10_000, maxReadUnits, blobs, clock, signal, tell } = options
  tellSubjects(options)
  const tables = [
    ...new Map(subjects.flatMap(each => each.tables).map(each => [each.tableName, each])).values(),
  ]
  const placeOf = (tableName: string): number => tables.findIndex(each => each.tableName === tableName)
  const found = subjects.map(each => sinksOf(each, placeOf))
  return {
    tables,
    sinks: found.flatMap(({ sinks }) => sinks),
    events: found.flatMap(({ events }) => events),
    folder,
    isWhole: options.scope.type === 'full',
    looks,
    pauseMs,
    pace: newPace(maxReadUnits, clock, signal),
    tally: {
      ...noProblems(),
      items: 0,
      documents: 0,
      records: 0,
      unsettled: 0,
      unjudged: 0,
      repaired: 0,
      notRepaired: 0,
    },
    blobs,
    clock,
    signal,
    tell,
  }
}
