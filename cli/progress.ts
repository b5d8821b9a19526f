import type { Terminal } from './terminal.ts'

/** How far something has come. */
export interface ProgressReport {
  readonly done: number
  readonly total: number
  readonly atMs: number
}

const everyMs = 1_000

/** Tells how far something has come, how fast, and how long it still takes; once a second, and at the end. */
export const progressLines = (done: string, say: Terminal['say']): ((progress: ProgressReport) => void) => {
  let startedAtMs: number | undefined
  let lastAtMs = 0
  return progress => {
    startedAtMs ??= progress.atMs
    if (progress.atMs - lastAtMs < everyMs && progress.done < progress.total) return
    lastAtMs = progress.atMs
    const perSecond = (progress.done * 1000) / Math.max(1, progress.atMs - startedAtMs)
    const leftSeconds = Math.ceil((progress.total - progress.done) / Math.max(1, perSecond))
    say(`${done} ${progress.done} of ${progress.total} (${Math.round(perSecond)}/s, ${leftSeconds} s left)\n`)
  }
}
