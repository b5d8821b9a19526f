import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { viewOf } from '../record/view-of.ts'
import type { AnyChange } from './change.ts'
import { changeOf } from './change-of.ts'
import { removalOf } from './removal-of.ts'

describe('a change as the removal of what was before', () => {
  const modified = recordOf({ seq: 1, before: { name: 'x' }, after: { name: 'y' } })
  const change = changeOf(viewOf(modified), 'MODIFY', undefined) as Extract<AnyChange, { kind: 'MODIFY' }>
  const removal = removalOf(change)

  it('has the image before and none after, and did not expire', () => {
    expect(removal).toMatchObject({ kind: 'REMOVE', expired: false })
    expect((removal as { readonly before: unknown }).before).toBe(change.before)
    expect((removal as { readonly after?: unknown }).after).toBeUndefined()
  })

  it('says of everything else what the change says', () => {
    const { keys, key, entity, sequenceNumber, streamArn, at, origin, newImage, oldImage, record } = change

    expect(removal).toMatchObject({ keys, key, entity, sequenceNumber, streamArn, at, origin })
    expect([removal.newImage, removal.oldImage, removal.record]).toEqual([newImage, oldImage, record])
  })
})
