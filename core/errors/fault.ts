/**
 * What the dispatcher does with an error: `retry` reports the record, `park` sets it aside at once because no
 * retry can help, `stop` fails the whole batch because nothing can be said about it.
 */
export type Disposition = 'retry' | 'park' | 'stop'

/** What a code stands for: an entry of `defineFaults`. */
export interface Fault<Detail> {
  /** What follows from it: the record is tried again or parked, or the batch stops. */
  readonly disposition: Disposition
  /**
   * Whose fault it is. `sink`: the sink as a whole is in trouble, so the failure is no attempt at the record. `record`:
   * its own, so each failure is an attempt. Where a fault of disposition `retry` does not say, evidence decides.
   */
  readonly scope?: 'record' | 'sink'
  /**
   * `none`: whatever was to be done did not take place, and will not. Only an error that says so lets a `strict`
   * processor try again; after any other its effect is in doubt.
   */
  readonly effect?: 'none'
  /** What AWS calls it, where it is an answer of one of AWS's own calls. */
  readonly aws?: { readonly name: string; readonly statusCode: number }
  /** One line, with the values that matter; no values of items, because it stands in logs. */
  readonly message: (detail: Detail) => string
  /** What to do about it, in one line. */
  readonly remedy: string
}

/** Whose fault an error is, by its entry. */
export const scopeOf = ({
  scope,
  disposition,
}: Pick<Fault<never>, 'scope' | 'disposition'>): 'record' | 'sink' | undefined =>
  scope ?? (disposition === 'retry' ? undefined : 'record')
