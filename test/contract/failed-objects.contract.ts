import { describe, expect, it } from 'vitest'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { leaseMarksContract } from './lease-marks.contract.ts'

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
  leaseMarksContract(`${name} of failed changes`, async () => {
    const { failed } = await make({})
    return thing => failed.marks(thing)
  })

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

    it('tells whether there was something to retire, and leaves alone what another has retired', async () => {
      const { failed, bodyAt } = await make(objects)
      const [first = ''] = await keysOf(failed)

      const told = [await failed.retire(first), await failed.retire(first), await failed.retire('none')]

      expect(told).toEqual([true, false, false])
      expect(await bodyAt(`redriven/${first}`)).toBe(objects[first])
      expect(await bodyAt('redriven/none')).toBeUndefined()
    })

    it('retires a second object of the same key', async () => {
      const again = { 'parked/1.json': 'new', 'redriven/parked/1.json': 'old' }
      const { failed, bodyAt } = await make(again)

      await failed.retire('parked/1.json')

      expect(await bodyAt('redriven/parked/1.json')).toBe('new')
      expect(await keysOf(failed)).toEqual([])
    })

    it('gives neither what was set aside nor what redrives mark, at any depth', async () => {
      const waiting = ['parked/dev/redriven/p/1.json', 'above/parked/dev/f/redriving/1.json']
      const aside = [
        'redriven/parked/dev/f/p/1.json',
        'above/redriven/parked/dev/f/p/1.json',
        'parked/dev/f/redriven/p/1.json',
        'aws/lambda/redriven/m/1',
        'redriving/parked/dev/f/p/1.json/1',
      ]
      const { failed } = await make(Object.fromEntries([...waiting, ...aside].map(key => [key, key])))

      expect(await keysOf(failed)).toEqual(waiting.toSorted())
    })

    it('reads nothing where nothing is', async () => {
      const { failed } = await make(objects)
      const [first = ''] = await keysOf(failed)
      await failed.retire(first)

      expect(await failed.read(first)).toBeUndefined()
    })

    it('gives an object that is in hand all the same, and not its marks', async () => {
      const { failed } = await make(objects)
      const [first = ''] = await keysOf(failed)
      await failed.marks(first).create(1, 'mine')

      expect(await keysOf(failed)).toEqual(Object.keys(objects).toSorted())
    })

    it('is empty where nothing failed', async () => {
      const { failed } = await make({})

      expect(await keysOf(failed)).toEqual([])
    })
  })
}
