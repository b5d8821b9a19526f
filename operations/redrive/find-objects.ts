import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { FailedObject } from './failed-object.ts'
import { readFailedObject } from './failed-object.ts'
import type { RedriveEvent } from './redrive-event.ts'
import type { Found } from './waves.ts'
import { foundOf } from './waves.ts'

/** Objects read at once. */
const width = 16

/** Runs a step for each entry, so many at a time, and gives what came of them in order. */
export const eachOf = async <T, R>(
  all: readonly T[],
  step: (entry: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = []
  for (let start = 0; start < all.length; start += width)
    results.push(...(await Promise.all(all.slice(start, start + width).map(step))))
  return results
}

/** What lies at a place, and how many objects of it cannot be read. */
export interface Finding {
  readonly found: readonly Found[]
  readonly unread: number
}

/**
 * Reads every object once to see which part of its stream it covers; what cannot be read is told and left.
 * `isMeant` leaves out what is none of this redrive's business.
 */
export const findObjects = async (
  place: FailedObjects,
  isMeant: (object: FailedObject) => boolean,
  tell: (event: RedriveEvent) => void,
): Promise<Finding> => {
  let unread = 0
  const look = async (key: string): Promise<Found | undefined> => {
    const object = `${place.url.replace(/\/$/, '')}/${key}`
    const text = await place.read(key)
    try {
      const read = readFailedObject(text, object)
      return isMeant(read) ? foundOf({ place, key, object }, read) : undefined
    } catch (error) {
      if (!isPipelineError(error)) throw error
      unread += 1
      tell({ event: 'LeftUnread', object, message: error.message, remedy: error.remedy })
      return undefined
    }
  }
  const keys: string[] = []
  for await (const key of place.keys()) keys.push(key)
  const found = (await eachOf(keys, look)).filter(each => each !== undefined)
  const records = found.reduce((sum, each) => sum + each.records, 0)
  tell({ event: 'Found', url: place.url, objects: found.length, records })
  return { found, unread }
}
