import type { KeySketch, KeyWeight } from './space-saving.ts'
import { newKeySketch } from './space-saving.ts'

/** A key's heaviest minute. */
export interface PeakMinute extends KeyWeight {
  /** Minutes since 1970. */
  readonly minute: number
}

/** The heaviest keys of each of the newest minutes. */
export interface MinuteSketches {
  readonly add: (key: string, weight: number, minute: number) => void
  /** What is known of a key in a minute; nothing of a minute that is not kept. */
  readonly at: (key: string, minute: number) => KeyWeight | undefined
  /** The minute in which a key weighed most, or may have; `undefined` where no minute is kept. */
  readonly peak: (key: string) => PeakMinute | undefined
  /** Minutes that are kept, oldest first. */
  readonly minutes: () => readonly number[]
  /** Weight that came for a minute older than those. */
  readonly tooOld: () => number
}

/**
 * A sketch for each of the newest `kept` minutes. Minutes may come in any order, as they do from a stream whose shards
 * are read one after the other.
 */
export const newMinuteSketches = (kept: number, counters: number): MinuteSketches => {
  const byMinute = new Map<number, KeySketch>()
  let newest = -Infinity
  let tooOld = 0

  const sketchOf = (minute: number): KeySketch | undefined => {
    if (minute <= newest - kept) return undefined
    const known = byMinute.get(minute)
    if (known !== undefined) return known
    if (minute > newest) {
      newest = minute
      for (const old of byMinute.keys()) if (old <= newest - kept) byMinute.delete(old)
    }
    const made = newKeySketch(counters)
    byMinute.set(minute, made)
    return made
  }

  return {
    add: (key, weight, minute) => {
      const sketch = sketchOf(minute)
      if (sketch === undefined) tooOld += weight
      else sketch.add(key, weight)
    },
    at: (key, minute) => byMinute.get(minute)?.of(key),
    peak: key => {
      let peak: PeakMinute | undefined
      for (const [minute, sketch] of byMinute) {
        const found = { ...sketch.of(key), minute }
        const isMore =
          peak === undefined ||
          found.least > peak.least ||
          (found.least === peak.least && found.most > peak.most)
        if (isMore) peak = found
      }
      return peak
    },
    minutes: () => [...byMinute.keys()].sort((a, b) => a - b),
    tooOld: () => tooOld,
  }
}
