import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AnyChange } from '../../core/change/change.ts'
import { changeOf } from '../../core/change/change-of.ts'
import { formerChanges } from '../../core/change/former-change.ts'
import { entity } from '../../core/entity/define-entity.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { when } from '../../core/filter/words.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { recordOf } from '../../test/support/records.ts'
import { projectionOf } from './document-for.ts'
import { idClaimsOf, movesId } from './id-claims.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })

const nameOf = (change: AnyChange): string => {
  const { before, after } = change as { readonly before?: unknown; readonly after?: unknown }
  return ((change.kind === 'REMOVE' ? before : after) as { readonly name: string }).name
}

const projection = projectionOf(
  'things',
  '',
  nameOf,
  change => (nameOf(change) === 'hidden' ? undefined : { of: change.key }),
  formerChanges((when(Thing) as Filter).expr),
)

/** A change from one name to another; a removal where there is none any more. */
const changeAt = (seq: number, from: string, to: string | undefined): AnyChange => {
  const kind = to === undefined ? 'REMOVE' : 'MODIFY'
  const record = recordOf({
    seq,
    kind,
    before: { name: from },
    ...(to !== undefined && { after: { name: to } }),
  })
  return changeOf(viewOf(record), kind, Thing) as AnyChange
}

it.each([
  ['x', 'y', true],
  ['x', 'x', false],
])('a change from %s to %s moves the document: %s', (from, to, expected) => {
  expect(movesId(projection)(changeAt(1, from, to))).toBe(expected)
})

it('an item takes the id of its last image, and has left all that its images led to before', () => {
  const name = fc.constantFrom('x', 'y', 'z', 'hidden')
  const lives = fc.tuple(fc.array(name, { minLength: 2, maxLength: 5 }), fc.boolean())
  fc.assert(
    fc.property(lives, ([names, isRemoved]) => {
      const steps = [...names.slice(1), ...(isRemoved ? [undefined] : [])]
      const changes = steps.map((to, at) => changeAt(at + 1, names[at] ?? '', to))
      const last = changes.at(-1)
      if (last === undefined) throw new TypeError('a group has a change')

      const { taken, left } = idClaimsOf({ key: 'a', changes, last }, projection)

      const end = isRemoved ? undefined : names.at(-1)
      const isTaken = end !== undefined && end !== 'hidden'
      expect(taken).toEqual(isTaken ? { id: end, content: '{"of":"a"}' } : undefined)
      expect([...left.keys()].toSorted()).toEqual(
        [...new Set(names)].filter(each => !isTaken || each !== end).toSorted(),
      )
      for (const [id, change] of left)
        expect(change).toBe(changes.findLast((_, at) => names[at] === id || steps[at] === id))
    }),
  )
})
