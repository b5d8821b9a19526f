import * as v from 'valibot'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { emailGuardKey } from '../keys.ts'
import { newItemUnder } from '../new-item.ts'

/** Its being there keeps an e-mail address to one user. No filter asks for it. */
export const EmailGuard = entity('EmailGuard', {
  match: { type: 'EMAIL' },
  schema: v.object({ userId: v.string() }),
})

/** The item that keeps an e-mail address to a user; the address is in its key alone. */
export const emailGuard = (
  now: string,
  { email, userId }: { readonly email: string; readonly userId: string },
): PlainItem => newItemUnder(emailGuardKey(email), EmailGuard, now, { userId })
