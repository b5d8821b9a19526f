/** A key with what is known of its weight: the true sum is at most `most` and at least `least`. */
export interface KeyWeight {
  readonly key: string
  readonly least: number
  readonly most: number
}

/** The heaviest keys of a stream, in memory that does not grow with it. */
export interface KeySketch {
  readonly add: (key: string, weight: number) => void
  /** Sum of all weights. */
  readonly total: () => number
  /** What is known of one key, whether it is kept or not. */
  readonly of: (key: string) => KeyWeight
  /** The heaviest first, by what they weigh at most. */
  readonly top: (count: number) => readonly KeyWeight[]
}

interface Counter {
  key: string
  count: number
  /** Of `count`, what may belong to keys that had the counter before. */
  error: number
  place: number
}

/** A heap with the lightest counter on top. */
interface Heap {
  readonly counters: Counter[]
}

const swap = ({ counters }: Heap, a: Counter, b: Counter): void => {
  const { place } = a
  a.place = b.place
  b.place = place
  counters[a.place] = a
  counters[b.place] = b
}

const sinkDown = (heap: Heap, counter: Counter): void => {
  const { counters } = heap
  for (;;) {
    const [left, right] = [counters[counter.place * 2 + 1], counters[counter.place * 2 + 2]]
    const lighter = right !== undefined && left !== undefined && right.count < left.count ? right : left
    if (lighter === undefined || lighter.count >= counter.count) return
    swap(heap, counter, lighter)
  }
}

const riseUp = (heap: Heap, counter: Counter): void => {
  for (;;) {
    const parent = heap.counters[Math.floor((counter.place - 1) / 2)]
    if (counter.place === 0 || parent === undefined || parent.count <= counter.count) return
    swap(heap, counter, parent)
  }
}

const weightOf = ({ key, count, error }: Counter): KeyWeight => ({ key, least: count - error, most: count })

const heaviestFirst = (a: Counter, b: Counter): number =>
  b.count - a.count || a.error - b.error || (a.key < b.key ? -1 : 1)

/**
 * The space-saving algorithm with weights: as many counters as given; a key without one takes over the lightest, and
 * what that had counted is its possible error. So no key is ever counted too low, none too high by more than the total
 * divided by the counters, and every key heavier than that is kept.
 *
 * @param counters - at least 1
 * @see https://www.cs.ucsb.edu/sites/default/files/documents/2005-23.pdf Metwally, Agrawal, El Abbadi: Efficient
 * Computation of Frequent and Top-k Elements in Data Streams
 */
export const newKeySketch = (counters: number): KeySketch => {
  const heap: Heap = { counters: [] }
  const byKey = new Map<string, Counter>()
  let total = 0

  const begin = (key: string, weight: number): void => {
    const counter = { key, count: weight, error: 0, place: heap.counters.length }
    heap.counters.push(counter)
    byKey.set(key, counter)
    riseUp(heap, counter)
  }

  const takeOver = (lightest: Counter, key: string, weight: number): void => {
    byKey.delete(lightest.key)
    byKey.set(key, lightest)
    lightest.key = key
    lightest.error = lightest.count
    lightest.count += weight
    sinkDown(heap, lightest)
  }

  const add: KeySketch['add'] = (key, weight) => {
    if (!(weight > 0)) return
    total += weight
    const known = byKey.get(key)
    const [lightest] = heap.counters
    if (known !== undefined) {
      known.count += weight
      sinkDown(heap, known)
    } else if (heap.counters.length < counters || lightest === undefined) begin(key, weight)
    else takeOver(lightest, key, weight)
  }

  return {
    add,
    total: () => total,
    of: key => {
      const known = byKey.get(key)
      if (known !== undefined) return weightOf(known)
      const most = heap.counters.length < counters ? 0 : (heap.counters[0]?.count ?? 0)
      return { key, least: 0, most }
    },
    top: count => [...heap.counters].sort(heaviestFirst).slice(0, count).map(weightOf),
  }
}
