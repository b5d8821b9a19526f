import { asError } from '../errors/thrown.ts'
import { isPastAge } from './age.ts'
import type { Batch } from './batch.ts'
import { parkAll } from './failure.ts'
import { inTime } from './in-time.ts'
import type { Forgotten } from './known-facts.ts'
import type { DispatchOptions } from './options.ts'
import { sayError } from './say.ts'
import type { Troubles } from './troubles.ts'
import { sayTroubles } from './troubles.ts'
import type { Want } from './want.ts'

/** It failed in this invocation, and not because its sink was away. */
const hasFailed = ({ state, failure }: Want): boolean =>
  (state === 'retry' || state === 'running') && failure?.appliedBefore !== undefined

/**
 * Attempts that cannot be written cannot be counted, and what always fails would hold its shard for good. So a
 * record's age stands for them. Its sink's outages still wait.
 */
export const parkByAge = async (
  batch: Batch,
  forgotten: readonly Forgotten[],
  options: DispatchOptions,
): Promise<void> => {
  const { clock, deadlineAtMs } = options
  const isOld = ({ unit: { view } }: Want): boolean =>
    isPastAge(view, options) && forgotten.some(({ streamArn }) => streamArn === view.streamArn)
  const old = batch.wants.filter(want => hasFailed(want) && isOld(want))
  const troubles: Troubles = new Map()
  const ending = { isOver: false }
  const parking = old.map(async want =>
    parkAll([want], asError(want.error), { options, isOver: () => ending.isOver, troubles }),
  )
  if (parking.length > 0) {
    const waitMs = Math.max(100, ((deadlineAtMs - clock.now()) * 3) / 4)
    await inTime(waitMs, clock, async () => Promise.all(parking)).catch(() => undefined)
    ending.isOver = true
  }
  const parkedByAge = old.filter(({ state }) => state === 'parked').length
  for (const { error } of forgotten) sayError(options, 'error', error, { parkedByAge })
  sayTroubles(troubles, options)
}
