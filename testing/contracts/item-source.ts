import { deepEqual } from 'node:assert/strict'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { portContract } from './contract.ts'
import { afterAbort, holdsNone, rejectionOf } from './outcomes.ts'
import type { WithFaults } from './service-faults.ts'
import { needed } from './service-faults.ts'

/** A source, and ways to change what it reads from: a table with the keys PK and SK. */
export interface ItemSourceUnderTest extends WithFaults {
  /** What is held to the suite. */
  readonly source: ItemSource
  /** Writes an item to what is read from. */
  readonly put: (item: Image) => void | Promise<void>
  /** Removes an item from what is read from. */
  readonly remove: (keys: Image) => void | Promise<void>
}

const streamArn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/things/stream/2026-01-01T00:00:00.000'

const key = (PK: string, SK = 's'): Image => ({ PK: { S: PK }, SK: { S: SK } })

/** Every type that an attribute can have, numbers to the last digit. */
const wholeItem: Image = {
  ...key('p'),
  text: { S: 'ü \u{1F600}' },
  empty: { S: '' },
  number: { N: '12345678901234567890.123456789012345678' },
  negative: { N: '-1.5' },
  bytes: { B: 'AQID' },
  yes: { BOOL: true },
  nothing: { NULL: true },
  texts: { SS: ['a', 'b'] },
  manyBytes: { BS: ['AQ=='] },
  list: { L: [{ N: '1' }, { M: { deep: { S: 'x' } } }, { L: [] }] },
  map: { M: { 'a.b': { S: '1' }, '#n:p': { BOOL: false } } },
}

/** What every source of items has to do. `make` gives one over an empty table. */
export const itemSourceContract = portContract<ItemSourceUnderTest>({
  port: 'ItemSource',
  without: {
    'refusal-of-all': 'a call reads one item: its refusal is that of one',
    'partial-failure': 'an item is read whole or not at all',
    order: 'a call reads one item',
  },
  cases: [
    {
      name: 'reads each item whole, in the shape in which Lambda delivers images',
      run: async make => {
        const { source, put } = await make()
        await put(wholeItem)

        deepEqual(await source.read({ streamArn, keys: key('p') }), wholeItem)
      },
    },
    {
      name: 'finds nothing where there is no item, and what was put after it was removed',
      aspect: 'repetition',
      run: async make => {
        const { source, put, remove } = await make()
        const read = async (): Promise<Image | undefined> => source.read({ streamArn, keys: key('p') })
        await put({ ...key('other'), n: { N: '1' } })
        const before = await read()
        await put({ ...key('p'), n: { N: '1' } })
        const there = await read()
        await remove(key('p'))
        const gone = await read()
        await put({ ...key('p'), n: { N: '2' } })

        deepEqual(
          [before, there, gone, await read()],
          [undefined, { ...key('p'), n: { N: '1' } }, undefined, { ...key('p'), n: { N: '2' } }],
        )
      },
    },
    {
      name: 'tells keys apart whatever characters they hold',
      run: async make => {
        const { source, put } = await make()
        const keys = [
          key('a|b', 'c'),
          key('a', 'b|c'),
          key('a%7Cb', 'c'),
          key('ä', '\u{1F600}'),
          key('!1', '!!'),
        ]
        for (const [index, each] of keys.entries()) await put({ ...each, n: { N: String(index) } })

        const found = await Promise.all(keys.map(async each => source.read({ streamArn, keys: each })))

        deepEqual(
          found.map(each => each?.['n']),
          keys.map((_, index) => ({ N: String(index) })),
        )
      },
    },
    {
      name: 'rejects when the table cannot be asked, which says nothing about the item',
      aspect: 'refusal-of-one',
      run: async make => {
        const { source, put, faults } = await make()
        await put(wholeItem)
        await needed(faults, 'breakDown', 'refusal-of-one')()
        await rejectionOf(source.read({ streamArn, keys: key('p') }))
        await rejectionOf(source.read({ streamArn, keys: key('absent') }))
        await needed(faults, 'restore', 'refusal-of-one')()

        deepEqual(await source.read({ streamArn, keys: key('p') }), wholeItem)
      },
    },
    {
      name: 'gives up with its caller',
      aspect: 'abort',
      run: async make => {
        const { source, faults } = await make()
        const hang = needed(faults, 'hang', 'abort')

        await rejectionOf(
          afterAbort(hang, async signal => source.read({ streamArn, keys: key('p') }, signal)),
        )
        await faults?.restore?.()
      },
    },
    {
      name: 'reads an item that is as large as an item can be',
      aspect: 'big-input',
      run: async make => {
        const { source, put } = await make()
        const item = { ...key('p'), text: { S: 'x'.repeat(400_000) } }
        await put(item)

        deepEqual(await source.read({ streamArn, keys: key('p') }), item)
      },
    },
    {
      name: 'keeps secrets and keys out of its errors',
      aspect: 'secrets',
      run: async make => {
        const { source, faults } = await make()
        const secrets = needed(faults, 'secrets', 'secrets')
        await needed(faults, 'breakDown', 'secrets')()
        const error = await rejectionOf(source.read({ streamArn, keys: key('marked-key') }))
        await faults?.restore?.()

        holdsNone(error, [...secrets, 'marked-key'])
      },
    },
  ],
})
