import type { LeaseMark, LeaseMarks } from '../../core/lease/lease-marks.ts'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { isSetAside, marksKey, redrivenKey } from '../../core/parking/failed-objects.ts'
import type { S3Folder } from './s3-folder.ts'

const contentType = 'application/json'

/** Two puts of one object at the same moment: the other one is as good as made. */
const isConflict = (error: unknown): boolean =>
  error instanceof Error && [error, error.cause].some(each => (each as Error | undefined)?.name === conflict)
const conflict = 'ConditionalRequestConflict'

/** Marks as objects that are put only where there is none; what was put is listed at once. */
const s3LeaseMarks = (folder: S3Folder, prefix: string): LeaseMarks => {
  const keyOf = (number: number): string => `${prefix}/${number}`
  const readMark = async (key: string): Promise<readonly LeaseMark[]> => {
    const name = key.slice(prefix.length + 1)
    const text = /^[1-9]\d*$/.test(name) ? await folder.find(key) : undefined
    return text === undefined ? [] : [{ number: Number(name), text }]
  }
  return {
    list: async () => {
      const marks: LeaseMark[] = []
      for await (const key of folder.keys(`${prefix}/`)) marks.push(...(await readMark(key)))
      return marks
    },
    create: async (number, text) => {
      try {
        return (await folder.put(keyOf(number), text, { contentType, ifAbsent: true })) === 'applied'
      } catch (error) {
        if (isConflict(error)) return false
        throw error
      }
    },
    replace: async (number, text) => {
      await folder.put(keyOf(number), text, { contentType })
    },
    remove: async number => folder.remove(keyOf(number)),
  }
}

/** Failed changes in a bucket. */
export const s3FailedObjects = (folder: S3Folder): FailedObjects => ({
  url: folder.url,
  keys: async function* () {
    for await (const key of folder.keys('')) if (!isSetAside(key) && !key.endsWith('/')) yield key
  },
  waiting: async function* () {
    for await (const each of folder.dated(''))
      if (!isSetAside(each.key) && !each.key.endsWith('/')) yield each
  },
  read: folder.find,
  retire: async key => folder.move(key, redrivenKey(key)),
  marks: key => s3LeaseMarks(folder, marksKey(key)),
})
