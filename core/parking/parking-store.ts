/** Where parked changes lie until somebody redrives them. */
export interface ParkingStore {
  /** Stores `body` under `key`; storing the same key again replaces it, so parking twice is parking once. */
  readonly put: (key: string, body: string) => Promise<void>
  /** Everything that is parked, in any order. */
  readonly list: () => AsyncIterable<{ readonly key: string; readonly body: string }>
}
