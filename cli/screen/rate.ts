const windowSeconds = 10

/** Counts what happens, as a rate over the last ten seconds. */
export interface Rate {
  readonly count: (atMs: number) => void
  /** A second, since ten seconds ago or since the first that was counted. */
  readonly perSecond: (nowMs: number) => number
}

/** A rate of which nothing was counted yet. */
export const newRate = (): Rate => {
  const bySecond = new Map<number, number>()
  let firstMs: number | undefined
  return {
    count: atMs => {
      firstMs ??= atMs
      const second = Math.floor(atMs / 1_000)
      bySecond.set(second, (bySecond.get(second) ?? 0) + 1)
      bySecond.delete(second - windowSeconds - 1)
    },
    perSecond: nowMs => {
      const newest = Math.floor(nowMs / 1_000)
      let sum = 0
      for (const [second, count] of bySecond) {
        if (second > newest - windowSeconds) sum += count
        else bySecond.delete(second)
      }
      const seconds = Math.min(windowSeconds, Math.max(1, (nowMs - (firstMs ?? nowMs)) / 1_000))
      return sum / seconds
    },
  }
}
