import type { PipelineError } from '../../core/errors/pipeline-error.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { raise } from '../../core/errors/raise.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { eachOf } from './each-of.ts'
import type { FailedObject } from './failed-object.ts'
import { readFailedObject } from './failed-object.ts'
import type { RedriveEvent } from './redrive-event.ts'
import type { Found } from './waves.ts'
import { foundOf } from './waves.ts'

/** What lies at a place, and how many objects of it cannot be read. */
export interface Finding {
  readonly found: readonly Found[]
  readonly unread: number
}

/** A URL that is none, or a machine without credentials, says itself what to do. */
const saysItself = (error: unknown): boolean =>
  isPipelineError(error) &&
  (error.code.startsWith('config.') ||
    error.code === 'aws.url-invalid' ||
    error.code === 'aws.credentials-missing')

const placeUnreadable = (url: string, reason: string, cause?: unknown): Error =>
  raise('redrive.place-unreadable', { url, reason: reason.replace(/\.$/, '') }, { cause })

/** A place inside of what redrives make; a folder far above may go by any name. */
const isOwnFolder = /[/:]redriv(?:en|ing)(?:\/(?:parked|aws)(?:\/.*)?)?\/*$/

/** True for a folder that does not exist. */
export const isAbsent = (error: unknown): error is PipelineError<'redrive.place-unreadable'> =>
  isPipelineError(error) &&
  error.code === 'redrive.place-unreadable' &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  error.cause.code === 'ENOENT'

/** @throws PipelineError `redrive.place-unreadable` */
const keysIn = async (place: FailedObjects): Promise<readonly string[]> => {
  const { url } = place
  if (isOwnFolder.test(url))
    throw placeUnreadable(url, 'what lies there was brought home already, or is a mark of a redrive')
  const keys: string[] = []
  try {
    for await (const key of place.keys()) keys.push(key)
  } catch (error) {
    if (saysItself(error)) throw error
    throw placeUnreadable(url, reasonOf(error), error)
  }
  return keys
}

/**
 * Reads every object once to see which part of its stream it covers; what cannot be read is told and left.
 * `isMeant` leaves out what is none of this redrive's business.
 *
 * @throws PipelineError `redrive.place-unreadable`
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
    // Another redrive was quicker.
    if (text === undefined) return undefined
    try {
      const read = readFailedObject(text, object, key)
      return isMeant(read) ? foundOf({ place, key, object }, read) : undefined
    } catch (error) {
      if (!isPipelineError(error)) throw error
      unread += 1
      tell({ event: 'LeftUnread', object, message: error.message, remedy: error.remedy })
      return undefined
    }
  }
  const found = (await eachOf(await keysIn(place), look)).filter(each => each !== undefined)
  const records = found.reduce((sum, each) => sum + each.records, 0)
  tell({ event: 'Found', url: place.url, objects: found.length, records })
  return { found, unread }
}
