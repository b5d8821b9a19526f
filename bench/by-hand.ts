// What is left when everything is taken away that Tailrace adds: no order, no ledger, no deadline, no partial response.
// It says how much of a ratio is the effects themselves on the machine at hand.
import { hash } from 'node:crypto'
import { canonicalJson } from '../core/attributes/canonical-json.ts'
import { lazyImage } from '../core/record/lazy-image.ts'
import { diffImages } from '../core/diff/image-diff.ts'
import type { Image } from '../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import { actionLine, nothingSent, projection } from './job.ts'
import type { MeasuredWork } from './work.ts'

const textIn = (image: Image | undefined, name: string): string | undefined => {
  const value = image?.[name]
  return value !== undefined && 'S' in value ? value.S : undefined
}

/** How many of the five rules want a record, decided on the marshalled form. */
const wantsOf = ({ eventName, dynamodb }: StreamRecord): number => {
  const { NewImage, OldImage } = dynamodb ?? {}
  const type = textIn(NewImage ?? OldImage, 'entityType')
  let wants = 1
  if (type === 'PRODUCT' || type === 'ORDER') wants += 1
  if ((type === 'USER' || type === 'PRODUCT') && eventName !== 'INSERT') wants += 1
  if (eventName === 'REMOVE' && (type === 'USER' || type === 'ORDER')) wants += 1
  const isStatusNew = eventName === 'MODIFY' && textIn(NewImage, 'status') !== textIn(OldImage, 'status')
  return isStatusNew && type === 'ORDER' ? wants + 1 : wants
}

/** Row 1: the rules as conditions, a handler awaited for each want. */
export const routeByHand = (): MeasuredWork => {
  let count = 0
  const handler = async (): Promise<void> => {
    count += 1
    return Promise.resolve()
  }
  return async ({ Records }) => {
    for (const record of Records) {
      for (let left = wantsOf(record); left > 0; left -= 1) await handler()
    }
    return count
  }
}

const keyOf = (keys: Image): string => `${textIn(keys, 'pk') ?? ''}|${textIn(keys, 'sk') ?? ''}`

const auditLine = (record: StreamRecord, key: string, keys: Image): string => {
  const { NewImage, OldImage, SequenceNumber = '', ApproximateCreationDateTime = 0 } = record.dynamodb ?? {}
  const streamArn = record.eventSourceARN ?? ''
  return JSON.stringify({
    id: `${SequenceNumber}-${hash('sha256', `${streamArn}\0${key}`, 'hex').slice(0, 16)}`,
    who: { origin: record.userIdentity?.principalId ?? 'user' },
    what: { eventName: record.eventName, entity: '', key, keys },
    when: new Date(ApproximateCreationDateTime * 1000).toISOString(),
    streamArn,
    sequenceNumber: SequenceNumber,
    diff: diffImages(OldImage, NewImage),
  })
}

/** Row 9: the same lines, keys and messages as our pipeline, made one record after the other. */
export const jobByHand = (): MeasuredWork => {
  const sent = nothingSent()
  return ({ Records }) => {
    for (const record of Records) {
      const { Keys = {}, NewImage, OldImage, SequenceNumber = '' } = record.dynamodb ?? {}
      const key = keyOf(Keys)
      const type = textIn(NewImage ?? OldImage, 'entityType')
      if (type === 'PRODUCT' || type === 'ORDER') {
        sent.bulkCharacters += actionLine(NewImage ? 'index' : 'delete', key, SequenceNumber).length
        if (NewImage) sent.bulkCharacters += canonicalJson(projection(lazyImage(NewImage))).length
      }
      sent.auditCharacters += auditLine(record, key, Keys).length
      if ((type === 'USER' || type === 'PRODUCT') && record.eventName !== 'INSERT') sent.cacheKeys += 1
      sent.messages += Number(wantsOf(record) > 2)
    }
    return sent
  }
}
