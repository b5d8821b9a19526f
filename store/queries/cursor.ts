import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Key } from '../items/key.ts'
import type { SdkItem } from '../items/values.ts'
import { plainItem, sdkItem } from '../items/values.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'

/** What a cursor is good for. */
export interface CursorScope {
  /** Names the list, its owner included: a cursor of one list is refused by every other. */
  readonly list: string
  /** Signs the cursor, so that nobody can make one up. Without it a cursor is only checked. @defaultValue none */
  readonly secret?: string | undefined
}

const signatureLength = 22

const signatureOf = (payload: string, { list, secret = '' }: CursorScope): string =>
  createHmac('sha256', secret).update(`${list}\n${payload}`).digest('base64url').slice(0, signatureLength)

const rules = { floats: 'refuse', removeUndefined: false } as const

type Part = readonly [name: string, type: 'S' | 'N' | 'B', text: string]

const partsOf = (key: SdkItem): readonly Part[] =>
  Object.entries(key).map(([name, { S, N, B }]) => {
    if (S !== undefined) return [name, 'S', S]
    return N === undefined ? [name, 'B', Buffer.from(B ?? []).toString('base64')] : [name, 'N', N]
  })

const keyOf = (parts: readonly Part[]): SdkItem =>
  Object.fromEntries(
    parts.map(([name, type, text]): [string, AttributeValue] => {
      if (type === 'S') return [name, { S: text }]
      return [name, type === 'N' ? { N: text } : { B: Buffer.from(text, 'base64') }]
    }),
  )

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** The `lastKey` of a page as a text to hand out: opaque, safe in a URL. */
export const encodeCursor = (key: Key, scope: CursorScope): string => {
  const payload = Buffer.from(JSON.stringify(partsOf(sdkItem(key, rules)))).toString('base64url')
  return `${payload}.${signatureOf(payload, scope)}`
}

/**
 * The key in a cursor, to start after.
 * @throws PipelineError `store.cursor-invalid` for one that was changed, or belongs to another list
 */
export const decodeCursor = (cursor: string, scope: CursorScope): Key => {
  const [payload = '', signature = ''] = cursor.split('.')
  if (!isSame(Buffer.from(signature), Buffer.from(signatureOf(payload, scope)))) {
    throw raise(storeFaults, 'store.cursor-invalid', {
      problem: 'it was changed, or it belongs to another list',
    })
  }
  return plainItem(keyOf(JSON.parse(Buffer.from(payload, 'base64url').toString()) as readonly Part[]))
}
