import { expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import type { AnyChange } from '../change/change.ts'
import { entity } from '../entity/define-entity.ts'
import { viewOf } from '../record/view-of.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { mayMove } from './moves.ts'

const record = recordOf({ seq: 1, before: { name: 'x' }, after: { name: 'y' } })
const late = entity('Late', {
  match: { type: 'THING' },
  schema: {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: async value => Promise.resolve({ value: value as object }),
    },
  },
})
/** As the function of a user sees a change, whose type the pipeline has erased. */
interface Named {
  readonly before: { readonly name?: string }
  readonly after: { readonly name?: string }
}
const byName = (change: AnyChange): boolean => {
  const { before, after } = change as unknown as Named
  return before.name !== after.name
}
const broken = (): boolean => {
  throw new TypeError('no id')
}

it.each<[string, boolean, StreamRecord, (change: AnyChange) => boolean, typeof late | undefined]>([
  ['that it does', true, record, byName, undefined],
  ['that it does not', false, recordOf({ seq: 1 }), byName, undefined],
  ['nothing as its images are missing', true, seenAs(record, 'KEYS_ONLY'), byName, undefined],
  ['nothing as its function throws', true, record, broken, undefined],
  ['nothing yet as its schema takes time', true, recordOf({ seq: 1 }), () => false, late],
])('a change may move what a sink holds unless it is known that it does not: it says %s', (...given) => {
  const [, expected, changed, moves, of] = given

  expect(mayMove(moves, viewOf(changed), of)).toBe(expected)
})
