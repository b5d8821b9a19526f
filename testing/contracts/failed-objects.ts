import { deepEqual, equal } from 'node:assert/strict'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { portContract } from './contract.ts'
import { casesOfMarks } from './lease-marks.ts'
import { listed, holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** An empty place, a way to put there what others have written, and a look at everything that lies there. */
export interface FailedObjectsUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly failed: FailedObjects
  /** Puts an object there as others would. */
  readonly write: (key: string, body: string) => void | Promise<void>
  /** What lies under a key, if anything. */
  readonly bodyAt: (key: string) => Promise<string | undefined>
}

const keysOf = async (failed: FailedObjects): Promise<readonly string[]> =>
  (await listed(failed.keys())).toSorted()

const seven = Object.fromEntries(
  Array.from({ length: 7 }, (_, index) => [`parked/dev/f%2Fg/a b/${index}-ü.json`, `{"n":${index}}`]),
)

const holding = async (
  make: () => Promise<FailedObjectsUnderTest>,
  objects: Readonly<Record<string, string>> = seven,
): Promise<FailedObjectsUnderTest> => {
  const made = await make()
  for (const [key, body] of Object.entries(objects)) await made.write(key, body)
  return made
}

/** What every place of failed changes has to do, the marks of redrives among it. */
export const failedObjectsContract = portContract<FailedObjectsUnderTest>({
  port: 'FailedObjects',
  without: {
    'refusal-of-all': 'a call is about one object: its refusal is that of one',
    'partial-failure': 'an object is moved or where it was, which the refusal of one shows',
    abort: 'the port takes no signal: an object is never left on the way',
    order: 'keys come in any order; who redrives sorts',
  },
  cases: [
    {
      name: 'gives every object under its key',
      run: async make => {
        const { failed } = await holding(make)

        const keys = await keysOf(failed)

        deepEqual(keys, Object.keys(seven).toSorted())
        for (const key of keys) equal(await failed.read(key), seven[key])
      },
    },
    {
      name: 'says of every object since when it is there, where it says so at all, and of nothing else',
      run: async make => {
        const { failed } = await holding(make)
        const [first = '', ...others] = await keysOf(failed)
        await failed.retire(first)

        const waiting = await listed(failed.waiting())

        deepEqual(waiting.map(({ key }) => key).toSorted(), others)
        const odd = waiting.filter(({ sinceMs }) => sinceMs !== undefined && !Number.isFinite(sinceMs))
        deepEqual(odd, [])
      },
    },
    {
      name: 'keeps what was retired, and does not give it again',
      run: async make => {
        const { failed, bodyAt } = await holding(make)
        const [first = '', ...others] = await keysOf(failed)

        await failed.retire(first)

        deepEqual(await keysOf(failed), others)
        equal(await bodyAt(`redriven/${first}`), seven[first])
        equal(await bodyAt(first), undefined)
      },
    },
    {
      name: 'tells whether there was something to retire, and leaves alone what another has retired',
      aspect: 'repetition',
      run: async make => {
        const { failed, bodyAt } = await holding(make)
        const [first = ''] = await keysOf(failed)

        const told = [await failed.retire(first), await failed.retire(first), await failed.retire('none')]

        deepEqual(told, [true, false, false])
        equal(await bodyAt(`redriven/${first}`), seven[first])
        equal(await bodyAt('redriven/none'), undefined)
      },
    },
    {
      name: 'retires a second object of the same key',
      aspect: 'repetition',
      run: async make => {
        const again = { 'parked/1.json': 'new', 'redriven/parked/1.json': 'old' }
        const { failed, bodyAt } = await holding(make, again)

        await failed.retire('parked/1.json')

        equal(await bodyAt('redriven/parked/1.json'), 'new')
        deepEqual(await keysOf(failed), [])
      },
    },
    {
      name: 'gives neither what was set aside nor what redrives mark, at any depth',
      run: async make => {
        const waiting = ['parked/dev/redriven/p/1.json', 'above/parked/dev/f/redriving/1.json']
        const aside = [
          'redriven/parked/dev/f/p/1.json',
          'above/redriven/parked/dev/f/p/1.json',
          'parked/dev/f/redriven/p/1.json',
          'aws/lambda/redriven/m/1',
          'redriving/parked/dev/f/p/1.json/1',
        ]
        const { failed } = await holding(
          make,
          Object.fromEntries([...waiting, ...aside].map(key => [key, key])),
        )

        deepEqual(await keysOf(failed), waiting.toSorted())
      },
    },
    {
      name: 'reads nothing where nothing is',
      run: async make => {
        const { failed } = await holding(make)
        const [first = ''] = await keysOf(failed)
        await failed.retire(first)

        equal(await failed.read(first), undefined)
      },
    },
    {
      name: 'gives an object that is in hand all the same, and not its marks',
      run: async make => {
        const { failed } = await holding(make)
        const [first = ''] = await keysOf(failed)
        await failed.marks(first).create(1, 'mine')

        deepEqual(await keysOf(failed), Object.keys(seven).toSorted())
      },
    },
    {
      name: 'is empty where nothing failed',
      run: async make => deepEqual(await keysOf((await make()).failed), []),
    },
    {
      name: 'gives more objects than a page of a listing, and large ones whole',
      aspect: 'big-input',
      run: async make => {
        const objects = Object.fromEntries(
          Array.from({ length: 60 }, (_, index) => [`parked/${index}`, '{}']),
        )
        const large = 'ü'.repeat(500_000)
        const { failed } = await holding(make, { ...objects, 'parked/large': large })

        deepEqual(await keysOf(failed), Object.keys({ ...objects, 'parked/large': large }).toSorted())
        equal(await failed.read('parked/large'), large)
      },
    },
    {
      name: 'rejects when nobody can tell, and leaves the object where it is',
      aspect: 'refusal-of-one',
      run: async make => {
        const { failed, faults } = await holding(make, { 'parked/1.json': 'body' })
        await needed(faults, 'breakDown', 'refusal-of-one')()
        await rejectionOf(listed(failed.keys()))
        await rejectionOf(listed(failed.waiting()))
        await rejectionOf(failed.read('parked/1.json'))
        await rejectionOf(failed.retire('parked/1.json'))
        await needed(faults, 'restore', 'refusal-of-one')()

        deepEqual(await keysOf(failed), ['parked/1.json'])
        equal(await failed.read('parked/1.json'), 'body')
      },
    },
    {
      name: 'keeps secrets out of its errors and its address',
      aspect: 'secrets',
      run: async make => {
        const { failed, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        holdsNone(failed.url, secrets)
        await needed(faults, 'breakDown', 'secrets')()
        const error = await rejectionOf(failed.read('parked/1.json'))
        await faults?.restore?.()

        holdsNone(error, secrets)
      },
    },
    ...casesOfMarks(({ failed, faults }: FailedObjectsUnderTest) => ({
      marksOf: thing => failed.marks(thing),
      ...(faults && { faults }),
    })),
  ],
})
