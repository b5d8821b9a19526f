/** How likely things go wrong, each from 0 to 1. */
export interface Dangers {
  readonly beforeEffect: number
  readonly afterEffect: number
  /** A sink refuses, and says that nothing took place. */
  readonly refusal: number
  /** A call for several groups fails as a whole, after it took effect. */
  readonly wholeCall: number
  /** A handler says that nothing can be said about the batch. */
  readonly stop: number
  /** A sink says that it is in trouble as a whole. */
  readonly outage: number
  /** A request takes so long that it may arrive after the deadline. */
  readonly slow: number
  /** The process dies, asked at every step. */
  readonly crash: number
  readonly lostResponse: number
  readonly ledgerRead: number
  readonly ledgerWrite: number
  readonly ledgerSlow: number
  /** A claim is not written, or was and nobody hears of it. */
  readonly claims: number
  readonly parking: number
  /** Share of (processor, record) that can never succeed. */
  readonly poison: number
}

const calm: Dangers = {
  beforeEffect: 0.1,
  afterEffect: 0.1,
  refusal: 0.05,
  wholeCall: 0.1,
  stop: 0.01,
  outage: 0.02,
  slow: 0.03,
  crash: 0,
  lostResponse: 0,
  ledgerRead: 0.05,
  ledgerWrite: 0,
  ledgerSlow: 0,
  claims: 0,
  parking: 0.1,
  poison: 0.02,
}

/** What lurks, by seed: a calm run has nothing in it that could excuse a repeated effect but an unknown outcome. */
export const dangersOf = (seed: number): Dangers => {
  if (seed % 3 === 0) return calm
  if (seed % 3 === 1) return { ...calm, lostResponse: 0.1, claims: 0.05 }
  return { ...calm, crash: 0.01, lostResponse: 0.03, ledgerWrite: 0.05, ledgerSlow: 0.02, claims: 0.05 }
}
