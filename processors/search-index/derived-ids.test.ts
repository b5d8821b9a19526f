import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })

/** What an item may carry where its version is looked for. */
const own = fc.constantFrom<AttributeValue | undefined>(
  undefined,
  { N: '0' },
  { N: '1' },
  { N: '7' },
  { N: '-3' },
  { S: 'seven' },
)

const imageOf = (name: string, version: AttributeValue | undefined) => ({
  name,
  ...(version !== undefined && { _v: version }),
})

describe('documents under derived ids', () => {
  it('go by no version of an item’s own, whatever that is: nothing is parked or noted for it', async () => {
    const writes = fc.array(fc.tuple(fc.constantFrom('x', 'y', 'z'), own), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(writes, fc.boolean(), async (images, isOneBatch) => {
        const store = memorySearchStore()
        const notes: unknown[] = []
        const byName = searchIndex({
          filter: when(Thing),
          store,
          index: 'things',
          version: attributeVersion('_v'),
          id: change => (change.kind === 'REMOVE' ? change.before : change.after).name,
          document: ({ key }) => ({ owner: key }),
        })
        const f = functionOf([byName], {
          observe: ({ records }: DispatchReport) => {
            notes.push(...records.flatMap(({ outcomes }) => outcomes.flatMap(({ note }) => note ?? [])))
          },
        })
        const records = images.map((image, at) => {
          const before = images[at - 1]
          const after = imageOf(...image)
          return before === undefined
            ? recordOf({ seq: 1, kind: 'INSERT', after })
            : recordOf({ seq: at + 1, before: imageOf(...before), after })
        })

        for (const batch of isOneBatch ? [records] : records.map(record => [record])) await f.invoke(batch)

        const found: unknown[] = []
        for await (const each of store.documents('things')) found.push(each)
        expect(await f.parked()).toEqual([])
        expect(notes).toEqual([])
        expect(found).toEqual([[images.at(-1)?.[0], '{"owner":"a"}']])
      }),
      { numRuns: 60 },
    )
  })
})
