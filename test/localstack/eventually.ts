import { systemClock } from '../../core/clock.ts'

/** Looks again and again until what it sees is as wanted, and gives the last look, wanted or not. */
export const eventually = async <T>(
  look: () => Promise<T>,
  isWanted: (seen: T) => boolean,
  { seconds, everyMs = 1_000 }: { readonly seconds: number; readonly everyMs?: number },
): Promise<T> => {
  const deadlineMs = systemClock.now() + seconds * 1_000
  for (;;) {
    const seen = await look()
    if (isWanted(seen) || systemClock.now() > deadlineMs) return seen
    await systemClock.wait(everyMs)
  }
}
