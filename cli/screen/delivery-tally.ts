/** What is told of a record and a processor; only the first of the final words counts, `retry` is none. */
export type TallyWord = 'applied' | 'unchanged' | 'parked' | 'given-up' | 'retry'

/** How the records of one processor ended, each counted once, and how often one is to be tried again. */
export type ProcessorCounts = Readonly<Record<TallyWord, number>>

/** Counts by processor, which can be looked at while they grow. */
export interface DeliveryTally {
  /** @param record - names it apart from all others */
  readonly tell: (processor: string, record: string, word: TallyWord) => void
  /** The processors that are still to try a record again. */
  readonly openFor: (record: string) => readonly string[]
  /** In the order in which processors were first told of. */
  readonly counts: () => ReadonlyMap<string, ProcessorCounts>
}

interface Entry {
  readonly counts: { [W in TallyWord]: number }
  readonly finished: Set<string>
  readonly open: Set<string>
}

const newEntry = (): Entry => ({
  counts: { applied: 0, unchanged: 0, parked: 0, 'given-up': 0, retry: 0 },
  finished: new Set(),
  open: new Set(),
})

/** An empty tally. What Lambda redelivers beside a failed record is counted no second time. */
export const newDeliveryTally = (): DeliveryTally => {
  const entries = new Map<string, Entry>()
  const entryOf = (processor: string): Entry => {
    const entry = entries.get(processor) ?? newEntry()
    entries.set(processor, entry)
    return entry
  }
  return {
    tell: (processor, record, word) => {
      const { counts, finished, open } = entryOf(processor)
      if (finished.has(record)) return
      counts[word] += 1
      if (word === 'retry') open.add(record)
      else {
        finished.add(record)
        open.delete(record)
      }
    },
    openFor: record => [...entries].flatMap(([processor, { open }]) => (open.has(record) ? [processor] : [])),
    counts: () => new Map([...entries].map(([processor, { counts }]) => [processor, counts])),
  }
}
