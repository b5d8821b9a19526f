import { describe, expect, it } from 'vitest'
import { entity } from '../entity/define-entity.ts'
import { everything, when } from '../filter/words.ts'
import { itemChanges } from './item-change.ts'

const Product = entity('Product', { match: { type: 'PRODUCT' } })
const keys = { PK: { S: 'a' } }
const item = { ...keys, type: { S: 'PRODUCT' }, name: { S: 'x' } }

describe('an item as it is now', () => {
  it('is the change that it would be if it were new, to who holds it', async () => {
    const change = await itemChanges(when(Product).expr)(keys, item)

    expect(change).toMatchObject({
      ...{ kind: 'INSERT', entity: 'Product', before: undefined },
      ...{ after: { PK: 'a', type: 'PRODUCT', name: 'x' }, keys: { PK: 'a' } },
    })
  })

  it('is none where the filter does not select it, whatever it says of events', async () => {
    expect(await itemChanges(when(Product).where({ name: 'y' }).expr)(keys, item)).toBeUndefined()
    expect(await itemChanges(when(Product).on('REMOVE').expr)(keys, item)).toMatchObject({ kind: 'INSERT' })
  })

  it('is one of the region that it is read in, where that is told', async () => {
    const change = itemChanges(everything().expr)

    expect((await change(keys, item, 'eu-central-1'))?.record).toMatchObject({ awsRegion: 'eu-central-1' })
    expect((await change(keys, item))?.record).not.toHaveProperty('awsRegion')
  })
})
