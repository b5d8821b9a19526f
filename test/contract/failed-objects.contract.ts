import { describe, expect, it } from 'vitest'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'

/** Failed changes that others have written, and a look at everything that lies there. */
export interface FailedObjectsUnderTest {
  readonly failed: FailedObjects
  readonly bodyAt: (key: string) => Promise<string | undefined>
}

const keysOf = async (failed: FailedObjects): Promise<readonly string[]> => {
  const keys: string[] = []
  for await (const key of failed.keys()) keys.push(key)
  return keys.toSorted()
}

/** What every place of failed changes has to do. `make` gives one that holds these objects. */
export const failedObjectsContract = (
  name: string,
  make: (objects: Readonly<Record<string, string>>) => Promise<FailedObjectsUnderTest>,
): void => {
  describe(`${name} as a place of failed changes`, () => {
    const objects = Object.fromEntries(
      Array.from({ length: 7 }, (_, index) => [`parked/dev/f%2Fg/a b/${index}-ü.json`, `{"n":${index}}`]),
    )

    it('gives every object under its key', async () => {
      const { failed } = await make(objects)

      const keys = await keysOf(failed)

      expect(keys).toEqual(Object.keys(objects).toSorted())
      for (const key of keys) expect(await failed.read(key)).toBe(objects[key])
    })

    it('keeps what was retired, and does not give it again', async () => {
      const { failed, bodyAt } = await make(objects)
      const [first = '', ...others] = await keysOf(failed)

      await failed.retire(first)

      expect(await keysOf(failed)).toEqual(others)
      expect(await bodyAt(`redriven/${first}`)).toBe(objects[first])
      expect(await bodyAt(first)).toBeUndefined()
    })

    it('retires a second object of the same key', async () => {
      const again = { 'parked/1.json': 'new', 'redriven/parked/1.json': 'old' }
      const { failed, bodyAt } = await make(again)

      await failed.retire('parked/1.json')

      expect(await bodyAt('redriven/parked/1.json')).toBe('new')
      expect(await keysOf(failed)).toEqual([])
    })

    it('is empty where nothing failed', async () => {
      const { failed } = await make({})

      expect(await keysOf(failed)).toEqual([])
    })
  })
}
