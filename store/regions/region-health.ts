/** When a region is left alone for a while. */
export interface BreakerRules {
  /** Failures in a row. @defaultValue 3 */
  readonly failures?: number
  /** How long it is left alone before one call tries again. @defaultValue 30000 */
  readonly openMs?: number
}

interface RegionState {
  latencyMs: number | undefined
  failures: number
  openUntilMs: number
  isProbed: boolean
}

/**
 * What was learned of the regions from one call to the next: how fast they answer, and which are left alone. Make
 * one where the clients are made, and give it to every call.
 */
export interface RegionHealth {
  /** A moving average; `undefined` for a region that has never answered. */
  readonly latencyMs: (region: string) => number | undefined
  /** True when the region may be asked now; of those that were left alone one call at a time is let through. */
  readonly mayAsk: (region: string, nowMs: number) => boolean
  /** Tells that a region answered, and how long it took. */
  readonly answered: (region: string, tookMs: number) => void
  /** Tells that a region did not answer, and when. */
  readonly failed: (region: string, nowMs: number) => void
}

/** Weight of the newest measurement. */
const newest = 0.3

/** Nothing known yet. */
export const regionHealth = ({ failures = 3, openMs = 30_000 }: BreakerRules = {}): RegionHealth => {
  const states = new Map<string, RegionState>()
  const stateOf = (region: string): RegionState => {
    const known = states.get(region)
    if (known !== undefined) return known
    const fresh = { latencyMs: undefined, failures: 0, openUntilMs: 0, isProbed: false }
    states.set(region, fresh)
    return fresh
  }
  return Object.freeze({
    latencyMs: region => states.get(region)?.latencyMs,
    mayAsk: (region, nowMs) => {
      const state = stateOf(region)
      if (state.failures < failures) return true
      if (nowMs < state.openUntilMs || state.isProbed) return false
      state.isProbed = true
      return true
    },
    answered: (region, tookMs) => {
      const state = stateOf(region)
      const { latencyMs = tookMs } = state
      state.latencyMs = latencyMs + newest * (tookMs - latencyMs)
      state.failures = 0
      state.isProbed = false
    },
    failed: (region, nowMs) => {
      const state = stateOf(region)
      state.failures += 1
      state.isProbed = false
      if (state.failures >= failures) state.openUntilMs = nowMs + openMs
    },
  } satisfies RegionHealth)
}
