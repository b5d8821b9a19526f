/** What one piece of work took by each client, in milliseconds of the processor; the first is ours. */
export interface StoreFigures {
  readonly work: string
  readonly ms: Readonly<Record<string, number>>
}

/** Where figures of the store are kept. */
export const storeFile = 'bench/growth/store-measured.json'
