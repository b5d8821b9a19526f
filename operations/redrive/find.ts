import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { readFailedObject } from './objects/failed-object.ts'
import type { FoundObject } from './objects/found-object.ts'
import { foundOf } from './objects/found-object.ts'
import { isMeant } from './objects/own-objects.ts'
import { isAbsent, placeUnreadable, whyUnreadable } from './objects/place-unreadable.ts'
import { inOrder } from './objects/waves.ts'
import { objectsAtOnce } from './redrive-run.ts'
import type { RedriveOptions } from './redrive-options.ts'

/** What is to be redriven, oldest first, and how many objects cannot be read. */
interface Findings {
  readonly found: readonly FoundObject[]
  readonly unread: number
}

/** A place inside of what redrives make; a folder far above may go by any name. */
const isOwnFolder = /[/:]redriv(?:en|ing)(?:\/(?:parked|aws)(?:\/.*)?)?\/*$/

/** @throws PipelineError `redrive.place-unreadable` */
const keysIn = async (place: FailedObjects): Promise<readonly string[]> => {
  const { url } = place
  if (isOwnFolder.test(url))
    throw placeUnreadable(url, 'what lies there was brought home already, or is a mark of a redrive')
  const keys: string[] = []
  try {
    for await (const key of place.keys()) keys.push(key)
  } catch (error) {
    throw whyUnreadable(url, error)
  }
  return keys
}

/** How an object is called. */
export const objectName = ({ url }: FailedObjects, key: string): string => `${url.replace(/\/$/, '')}/${key}`

/** @throws PipelineError `redrive.place-unreadable` */
const findIn = async (place: FailedObjects, options: RedriveOptions): Promise<Findings> => {
  const { tell } = options
  let unread = 0
  const look = async (key: string): Promise<FoundObject | undefined> => {
    const object = objectName(place, key)
    if (options.objects?.has(object) === false) return undefined
    const text = await place.read(key)
    // Another redrive was quicker.
    if (text === undefined) return undefined
    try {
      const read = readFailedObject(text, object, key)
      return isMeant(options, read) ? foundOf({ place, key, object }, read) : undefined
    } catch (error) {
      if (!isPipelineError(error)) throw error
      unread += 1
      tell({ event: 'LeftUnread', object, message: error.message, remedy: error.remedy })
      return undefined
    }
  }
  const looked = await mapConcurrently(await keysIn(place), objectsAtOnce, look)
  const found = looked.filter(each => each !== undefined)
  const records = found.reduce((sum, each) => sum + each.records, 0)
  tell({ event: 'Found', url: place.url, objects: found.length, records })
  return { found, unread }
}

/**
 * Reads every object of all places once, to see which part of its stream it covers. What cannot be read is told and
 * left, and so is what is none of this redrive's business; so is a place that no change has made yet, unless that is
 * all of them.
 *
 * @throws PipelineError `redrive.place-unreadable`
 */
export const findObjects = async (options: RedriveOptions): Promise<Findings> => {
  const { from, tell, mayLackPlaces = false, limit, resolve } = options
  const findings: Findings[] = []
  const absent: Error[] = []
  for (const place of from) {
    try {
      findings.push(await findIn(place, options))
    } catch (error) {
      if (!mayLackPlaces || !isAbsent(error)) throw error
      absent.push(error)
      // What is missing everywhere is more than a first change that has not come yet.
      if (absent.length === from.length) throw error
      tell({ event: 'NoPlace', url: place.url, message: error.message })
    }
  }
  return {
    // Which of them hold something in doubt only their claims say.
    found: inOrder(findings.flatMap(({ found }) => found)).slice(
      0,
      resolve === undefined ? limit : undefined,
    ),
    unread: findings.reduce((sum, each) => sum + each.unread, 0),
  }
}
