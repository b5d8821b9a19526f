import { effect, signal } from '@preact/signals'
import type { FailureGroup } from '../wire/wire-state.ts'
import { askServer, attempt, pageState } from './page-state.ts'

/** What lies beside the stream; nothing until it was asked for. */
export const waitingFailures = signal<readonly FailureGroup[] | undefined>(undefined)

/** Asks what lies there now: a redrive takes it away without a word on the stream of events. */
export const lookAtFailures = (): void => {
  attempt(async () => {
    const groups = await askServer<readonly FailureGroup[]>('failures')
    waitingFailures.value = groups
    pageState.waiting.value = groups.reduce((sum, { count }) => sum + count, 0)
  })
}

const pauseMs = 500

/** Looks again whenever something was given up, at most twice a second. */
export const followFailures = (): void => {
  let seen = -1
  let timer: ReturnType<typeof setTimeout> | undefined
  effect(() => {
    const { parked } = pageState.model.value.now
    const run = pageState.run.value
    // A recording has none of them.
    if (run === undefined || run.recorded !== undefined) return
    if (parked === seen || timer !== undefined) return
    timer = setTimeout(
      () => {
        timer = undefined
        seen = pageState.model.value.now.parked
        lookAtFailures()
      },
      seen === -1 ? 0 : pauseMs,
    )
  })
}
