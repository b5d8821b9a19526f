import { raise } from '../../../core/errors/pipeline-error.ts'
import type { FailedObjects, WaitingObject } from '../../../core/parking/failed-objects.ts'
import { redriveFaults } from '../faults.ts'
import { isAbsent, whyUnreadable } from '../objects/place-unreadable.ts'

/** How many objects wait, and since when the oldest does: in epoch milliseconds, where any says so. */
export interface WaitingCount {
  readonly objects: number
  readonly oldestMs: number | undefined
}

/** What waits for a redrive, by whom it is for. */
export interface WaitingObjects {
  /** Parked changes of each function that was asked about, by its deployed name, also where there are none. */
  readonly parked: ReadonlyMap<string, WaitingCount>
  /** Batches that Lambda gave up on. */
  readonly givenUp: WaitingCount
  /** Objects that are none of these: of other functions or stages, or of somebody else. */
  readonly others: number
}

/** Whose objects are counted. */
export interface CountOf {
  readonly stage: string
  /** Deployed names. */
  readonly functions: readonly string[]
  /** Asks for an end. */
  readonly signal: AbortSignal
}

const none: WaitingCount = { objects: 0, oldestMs: undefined }

const oneMore = ({ objects, oldestMs = Infinity }: WaitingCount, { sinceMs = Infinity }: WaitingObject) => {
  const oldest = Math.min(oldestMs, sinceMs)
  return { objects: objects + 1, oldestMs: oldest === Infinity ? undefined : oldest }
}

/** `parked/STAGE/FUNCTION/PROCESSOR/SEQUENCE-HASH.json`, as `park` names it. */
const parkedKey = /^parked\/([^/]+)\/([^/]+)\/[^/]+\/\d+-[0-9a-f]{16}\.json$/

/** `aws/lambda/MAPPING/SHARD/YYYY/MM/DD/TIME-ID`, as Lambda names it. */
const givenUpKey = /^aws\/lambda\/[^/]+\/[^/]+\/\d{4}\/\d{2}\/\d{2}\/[^/]+$/

/** A folder that is not there has nothing in it yet; anything else that cannot be looked into is no zero. */
async function* waitingIn(place: FailedObjects): AsyncGenerator<WaitingObject> {
  try {
    yield* place.waiting()
  } catch (error) {
    const told = whyUnreadable(place.url, error)
    if (!isAbsent(told)) throw told
  }
}

/**
 * Counts what waits for a redrive by listing it: nothing is read, and no key is kept, however many there are.
 *
 * @throws PipelineError `redrive.place-unreadable`, and `redrive.count-unfinished` where it is ended before: a part of
 * the objects is no answer
 */
export const countWaiting = async (
  places: readonly FailedObjects[],
  { stage, functions, signal }: CountOf,
): Promise<WaitingObjects> => {
  const parked = new Map(functions.map(name => [name, none]))
  let givenUp = none
  let others = 0
  for (const place of places)
    for await (const each of waitingIn(place)) {
      if (signal.aborted) throw raise(redriveFaults, 'redrive.count-unfinished', { url: place.url })
      const [, stageOf, name = ''] = parkedKey.exec(each.key) ?? []
      const count = stageOf === stage ? parked.get(name) : undefined
      if (count !== undefined) parked.set(name, oneMore(count, each))
      else if (givenUpKey.test(each.key)) givenUp = oneMore(givenUp, each)
      else others += 1
    }
  return { parked, givenUp, others }
}
