/** What is known of one (processor, record): it only ever grows. */
export interface Fact {
  /** The record is finished for the processor: its effect is there, or it lies parked. */
  readonly done: 'applied' | 'parked' | undefined
  /** Tries that started and failed, or that the deadline cut off. */
  readonly attempts: number
  /** A call for many records failed as a whole, so the next try is to call for each alone. */
  readonly together: boolean
}

/** A record inside one stream: its sequence number, padded, and a short hash of its item key. */
export interface RecordId {
  readonly sequenceNumber: string
  readonly keyHash: string
}

/** Facts by record, then by processor name. */
export type Facts = ReadonlyMap<
  string,
  { readonly id: RecordId; readonly byProcessor: ReadonlyMap<string, Fact> }
>

/** Nothing is known. */
export const noFact: Fact = Object.freeze({ done: undefined, attempts: 0, together: false })

/** The place of a record in {@link Facts}. */
export const recordName = ({ sequenceNumber, keyHash }: RecordId): string => `${sequenceNumber} ${keyHash}`

const doneOf = (a: Fact['done'], b: Fact['done']): Fact['done'] => {
  if (a === 'parked' || b === 'parked') return 'parked'
  return a ?? b
}

const uniteFact = (a: Fact, b: Fact): Fact => ({
  done: doneOf(a.done, b.done),
  attempts: Math.max(a.attempts, b.attempts),
  together: a.together || b.together,
})

/** All that any of them knows. Order, grouping and repetition make no difference, so late writers do no harm. */
export const unite = (...all: readonly Facts[]): Facts => {
  const united = new Map<string, { readonly id: RecordId; readonly byProcessor: Map<string, Fact> }>()
  for (const facts of all) {
    for (const [name, { id, byProcessor }] of facts) {
      const known = united.get(name) ?? { id, byProcessor: new Map<string, Fact>() }
      for (const [processor, fact] of byProcessor) {
        known.byProcessor.set(processor, uniteFact(known.byProcessor.get(processor) ?? noFact, fact))
      }
      united.set(name, known)
    }
  }
  return united
}
