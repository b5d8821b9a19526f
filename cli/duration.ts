const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `Date.parse` takes almost anything for a time: it makes the May of 2001 out of a 5 whose unit was forgotten. */
const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/

/** `30s`, `15m`, `2h`, `1d` or `250ms` in milliseconds; `undefined` for anything else. */
export const durationIn = (text: string): number | undefined => {
  const [, count, unit = ''] = /^(\d{1,9})(ms|[smhd])$/.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * (unitMs[unit] ?? 0)
}

/** An ISO time, or so long ago, in epoch milliseconds; `undefined` for anything else. */
export const timeIn = (text: string, nowMs: number): number | undefined => {
  const ago = durationIn(text)
  if (ago !== undefined) return nowMs - ago
  const timeMs = isoTime.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(timeMs) ? undefined : timeMs
}
