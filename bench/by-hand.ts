// What is left when everything is taken away that Tailrace adds: no order, no ledger, no deadline, no partial response.
// It says how much of a ratio is the effects themselves on the machine at hand.
import { hash } from 'node:crypto'
import { canonicalJson } from '../core/attributes/canonical-json.ts'
import { lazyImage } from '../core/record/lazy-image.ts'
import { diffImages } from '../core/diff/image-diff.ts'
import type { Image } from '../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import type { Out } from './job.ts'
import { actionLine, countingOut, documentLine, projection } from './job.ts'
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

const digestOf = (text: string): string => hash('sha256', text, 'hex')

const auditLine = (record: StreamRecord, key: string, keys: Image): string => {
  const { NewImage, OldImage, SequenceNumber = '', ApproximateCreationDateTime = 0 } = record.dynamodb ?? {}
  const streamArn = record.eventSourceARN ?? ''
  const principal = record.userIdentity?.principalId
  const who = principal === undefined ? { origin: 'user' } : { origin: 'ttl', principal }
  return JSON.stringify({
    id: `${SequenceNumber}-${digestOf(`${streamArn}\0${key}`).slice(0, 16)}`,
    who,
    what: { eventName: record.eventName, entity: '', key, keys },
    when: new Date(ApproximateCreationDateTime * 1000).toISOString(),
    streamArn,
    sequenceNumber: SequenceNumber,
    diff: diffImages(OldImage, NewImage),
  })
}

const documentOf = (record: StreamRecord, keys: Image, image: Image): string => {
  const content = canonicalJson(projection(lazyImage(image)))
  return documentLine(
    content,
    JSON.stringify({
      stream: record.eventSourceARN,
      seq: record.dynamodb?.SequenceNumber,
      owner: JSON.stringify(keys),
      hash: hash('sha256', content, 'base64url').slice(0, 22),
    }),
  )
}

const messageOf = (record: StreamRecord, key: string): string =>
  JSON.stringify({
    id: digestOf(
      [record.eventSourceARN, key, record.dynamodb?.SequenceNumber, 'notification'].join('\0'),
    ).slice(0, 32),
    group: key,
    subject: key,
    body: {},
  })

/** Above those of every earlier stream of the table: the hour of this one, and what its numbers count. */
const versions = (): ((record: StreamRecord) => string) => {
  let known = ''
  let floor = 0n
  return ({ eventSourceARN = '', dynamodb }) => {
    if (eventSourceARN !== known) {
      known = eventSourceARN
      floor = BigInt(Math.floor(Date.parse(`${known.split('/').at(-1) ?? ''}Z`) / 3_600_000)) << 43n
    }
    return String(floor + BigInt(dynamodb?.SequenceNumber?.slice(0, -20) ?? 0))
  }
}

const isStatusNew = ({ eventName, dynamodb }: StreamRecord): boolean =>
  eventName === 'MODIFY' && textIn(dynamodb?.NewImage, 'status') !== textIn(dynamodb?.OldImage, 'status')

/** Row 9: the same bytes as our pipeline's, made one record after the other. */
export const jobByHand =
  (out: Out = countingOut(), versionOf = versions()): MeasuredWork =>
  ({ Records }) => {
    const bulk: string[] = []
    const audit: string[] = []
    const forgotten: string[] = []
    for (const record of Records) {
      const { Keys = {}, NewImage, OldImage } = record.dynamodb ?? {}
      const key = keyOf(Keys)
      const type = textIn(NewImage ?? OldImage, 'entityType')
      if (type === 'PRODUCT' || type === 'ORDER') {
        bulk.push(actionLine(NewImage ? 'index' : 'delete', key, versionOf(record)))
        if (NewImage) bulk.push(documentOf(record, Keys, NewImage))
      }
      audit.push(auditLine(record, key, Keys))
      if (type === 'USER' || type === 'PRODUCT') forgotten.push(key)
      if (type === 'ORDER' && isStatusNew(record)) out.message(messageOf(record, key))
    }
    out.bulk(bulk.join(''))
    out.audit(audit.join('\n'))
    out.forget(forgotten)
  }
