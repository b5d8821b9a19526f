/** What is noticed of a function beside its answers: things that Lambda does not tell, and that cost days there. */
export type FunctionNote =
  /** Requests that its answer did not wait for: Lambda freezes the environment then, and they may never end. */
  | { readonly type: 'requests-left-open'; readonly requests: readonly string[] }
  /** A rejection that nobody handled, when no invocation was under way: it ends the environment. */
  | { readonly type: 'rejected-after-answer'; readonly reason: string }
  /** It returned a value without a promise, which this runtime does not look at: it waits for a callback. */
  | { readonly type: 'answer-ignored'; readonly runtime: string }
