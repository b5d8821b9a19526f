import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creationTimeMs } from '../../core/record/creation-time.ts'
import { itemKey } from '../../core/record/item-key.ts'
import { everything } from '../../core/filter/words.ts'
import { diffImages } from '../../core/diff/image-diff.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { attributeValue } from '../../test/support/arbitraries.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { streamArn } from '../../test/support/records.ts'
import { auditLog } from './audit-log.ts'
import type { AuditLine } from './audit-sink.ts'
import type { DigestKey } from './redact.ts'
import { redactor } from './redact.ts'

interface Options {
  readonly actor: string | undefined
  readonly redact: readonly string[]
  readonly digest: DigestKey | undefined
}

const anyText = fc.oneof(
  fc.constantFrom('"', '\\', '\n', '\u2028', '\ud800', '\udc00x', '\u{1F600}', 'é', 'a|b', '%'),
  fc.string({ unit: 'binary', maxLength: 5 }),
)
const anyValue = fc.oneof(
  attributeValue,
  anyText.map(S => ({ S })),
)
const anyName = fc.oneof(
  fc.constantFrom('note', 'by', 'x', '1', '0', 'b.c'),
  anyText.filter(name => name !== ''),
)
const anyItem = fc.dictionary(anyName, anyValue, { maxKeys: 5 })
const anyKey = fc.oneof(
  anyText.map((S): Image => ({ pk: { S } })),
  fc.tuple(anyText, fc.integer()).map(([S, N]): Image => ({ sk: { S }, pk: { N: String(N) } })),
)
const anyTime = fc.oneof(
  fc.integer({ min: 0, max: 3 }).map(second => 1_767_225_600 + second),
  fc.constantFrom<unknown>(
    -0,
    0.5,
    1_767_225_600.25,
    1_767_225_600_123,
    '1767225600',
    1_767_225_600n,
    '2026-01-01T00:00:00Z',
  ),
)

const images = { KEYS_ONLY: '', NEW_IMAGE: 'new', OLD_IMAGE: 'old', NEW_AND_OLD_IMAGES: 'new old' } as const
const viewTypes = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const

const anyRecord = fc
  .record({
    kind: fc.constantFrom('INSERT' as const, 'MODIFY' as const, 'REMOVE' as const),
    viewType: fc.constantFrom(...viewTypes, 'NEW_AND_OLD_IMAGES' as const, 'NEW_AND_OLD_IMAGES' as const),
    keys: anyKey,
    before: anyItem,
    after: anyItem,
    isSame: fc.boolean(),
    time: anyTime,
    eventID: fc.constantFrom<Pick<StreamRecord, 'eventID'>>({}, { eventID: 'event' }),
    principal: fc.option(fc.constantFrom('dynamodb.amazonaws.com', 'somebody')),
  })
  .map(({ kind, viewType, keys, before, after, isSame, time, eventID, principal }): StreamRecord => {
    const carried = images[viewType]
    const record = {
      ...eventID,
      eventName: kind,
      ...(principal !== null && { userIdentity: { type: 'Service', principalId: principal } }),
      eventSourceARN: streamArn,
      dynamodb: {
        ApproximateCreationDateTime: time,
        Keys: keys,
        ...(kind !== 'REMOVE' &&
          carried.includes('new') && { NewImage: { ...after, ...(isSame && before), ...keys } }),
        ...(kind !== 'INSERT' && carried.includes('old') && { OldImage: { ...before, ...keys } }),
        SequenceNumber: '1'.padStart(21, '0'),
        StreamViewType: viewType,
      },
    }
    return record as unknown as StreamRecord
  })

const anyOptions = fc.record({
  actor: fc.constantFrom(undefined, 'by'),
  redact: fc.constantFrom<readonly string[]>([], ['note'], ['note', 'by'], ['pk'], ['x.a', '1']),
  digest: fc.constantFrom<DigestKey | undefined>(undefined, { keyId: 'k', secret: 'long enough' }),
})

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
const placeOf = (arn: string, key: string): string => {
  const text = `${arn}\0${key}`
  return digestOf(text.isWellFormed() ? text : JSON.stringify(text))
}

/** The line as it is written plainly: one object, and what is not there left out of it. */
const plainLine = (record: StreamRecord, { actor, redact, digest }: Options): string => {
  const {
    Keys = {},
    NewImage,
    OldImage,
    SequenceNumber = '',
    ApproximateCreationDateTime,
  } = record.dynamodb ?? {}
  const without = redactor(redact, digest)
  const hidden = { keys: [] as object[], old: [] as never[], new: [] as never[] }
  const shown = without(Keys, hidden.keys as never[])
  const [before, after] = [
    OldImage && without(OldImage, hidden.old),
    NewImage && without(NewImage, hidden.new),
  ]
  const key = hidden.keys.length === 0 ? itemKey(Keys) : itemKey(shown)
  const named = hidden.keys.length === 0 || digest !== undefined ? key : `${key}\0${record.eventID ?? ''}`
  const by = (actor === undefined ? undefined : after?.[actor]) as { readonly S?: string } | undefined
  const principal = record.userIdentity?.principalId
  const lacking = [
    ...(OldImage === undefined && record.eventName !== 'INSERT' ? ['old'] : []),
    ...(NewImage === undefined && record.eventName !== 'REMOVE' ? ['new'] : []),
  ]
  const mark = { S: 'redacted' }
  const covered = (hidden.new as { readonly path: object; readonly value: Image[string] }[]).filter(
    ({ path, value }) => {
      const was = (hidden.old as { readonly path: object; readonly value: Image[string] }[]).find(
        old => JSON.stringify(old.path) === JSON.stringify(path),
      )
      return (
        digest === undefined && was !== undefined && diffImages({ v: was.value }, { v: value }).length > 0
      )
    },
  )
  const changes = covered.map(({ path }) => ({ op: 'change', path, from: mark, to: mark }))
  return JSON.stringify({
    id: `${SequenceNumber}-${placeOf(streamArn, named)}`,
    who: { origin: principal === 'dynamodb.amazonaws.com' ? 'ttl' : 'user', principal, actor: by?.S },
    what: { eventName: record.eventName, entity: '', key, keys: shown },
    when: new Date(creationTimeMs(ApproximateCreationDateTime) ?? Number.NaN).toISOString(),
    streamArn,
    sequenceNumber: SequenceNumber,
    diff: lacking.length > 0 ? [] : [...diffImages(before, after), ...changes],
    absent: lacking.length > 0 ? lacking : undefined,
  })
}

describe('the line of an audit', () => {
  it('has the bytes that it has when it is written plainly, whatever the batch and the options', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRecord, { minLength: 1, maxLength: 6 }),
        anyOptions,
        async (records, options) => {
          const lines: AuditLine[] = []
          const { actor, redact, digest } = options
          const log = auditLog({
            filter: everything(),
            redact,
            ...(actor !== undefined && { actor }),
            ...(digest && { digest }),
            sink: {
              append: async given => {
                lines.push(...given)
                return Promise.resolve(given.map(() => 'applied'))
              },
              entries: async function* () {
                yield* await Promise.resolve([])
              },
            },
          })
          const numbered = records.map((record, at) => ({
            ...record,
            dynamodb: { ...record.dynamodb, SequenceNumber: String(at).padStart(21, '0') },
          }))

          expect(await functionOf([log]).invoke(numbered)).toEqual([])
          const expected = numbered.map(record => plainLine(record, options))
          expect(lines.map(({ text }) => text).toSorted()).toEqual(expected.toSorted())
          expect(
            lines.every(
              ({ id, when, text }) => text.startsWith(`{"id":${JSON.stringify(id)}`) && text.includes(when),
            ),
          ).toBe(true)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
