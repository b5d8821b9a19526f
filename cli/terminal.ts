import type { Clock } from '../core/clock.ts'

/** What a command can reach of the world; a test gives it something else. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
  readonly clock: Clock
  /** Data. */
  readonly out: (text: string) => void
  /** Everything else. */
  readonly say: (text: string) => void
  /** Text that comes on stdin, until its end or until `signal` is aborted. */
  readonly input: () => AsyncIterable<string>
  /** Resolves when more can be put out without it piling up in memory. */
  readonly flush: () => Promise<void>
  readonly signal: AbortSignal
  readonly random: () => number
  readonly newId: () => string
  readonly platform: string
  readonly arch: string
  readonly homeFolder: string
}

/** Writes a value as one line of JSON. */
export const json =
  (out: Terminal['out']) =>
  (value: unknown): void => {
    out(`${JSON.stringify(value)}\n`)
  }
