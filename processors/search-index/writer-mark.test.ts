import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StreamName } from '../../core/version/stream-name.ts'
import { hourOf, streamNameOf } from '../../core/version/stream-name.ts'
import type { WriterMark } from './writer-mark.ts'
import { markIn, standingOf } from './writer-mark.ts'

const arnOf = (
  label: string,
  { table = 'things', region = 'eu-central-1', account = '123456789012' } = {},
): string => `arn:aws:dynamodb:${region}:${account}:table/${table}/stream/${label}`

const nameOf = (arn: string): StreamName => {
  const name = streamNameOf(arn)
  if (name === undefined) throw new TypeError(`${arn} has no name`)
  return name
}

const stand = (mark: WriterMark | undefined, arn: string) => standingOf(mark, arn, nameOf(arn))

const [early, middle, late] = [
  '2026-03-01T09:10:00.000',
  '2026-03-01T10:05:00.000',
  '2026-03-02T00:00:00.000',
].map(label => arnOf(label)) as [string, string, string]
const place = { account: '123456789012', region: 'eu-central-1' }
const hourIn = (arn: string): number => hourOf(nameOf(arn))

describe('a mark that is read', () => {
  const mark: WriterMark = {
    ...place,
    streams: [
      { arn: early, hour: 3 },
      { arn: middle, hour: 7 },
    ],
  }

  it.each<[WriterMark]>([[mark], [{ ...mark, filling: 'things-002' }], [{ ...mark, streams: [] }]])(
    'is the one that was written: %j',
    written => {
      expect(markIn(JSON.stringify(written))).toEqual(written)
    },
  )

  it('has its streams in the order of their hours, and the index that is filled where that is a text', () => {
    const streams = mark.streams.toReversed()

    expect(markIn(JSON.stringify({ ...mark, streams, filling: 7 }))).toEqual(mark)
  })

  it.each<[unknown]>([
    [null],
    [7],
    ['things'],
    [{}],
    [{ arn: early }],
    [{ hour: 1 }],
    [{ arn: 7, hour: 1 }],
    [{ arn: early, hour: '1' }],
    [{ arn: early, hour: 1.5 }],
    [{ arn: early, hour: null }],
  ])('has no stream that is written %j', stream => {
    const written = { ...mark, streams: [mark.streams[0], stream, mark.streams[1]] }

    expect(markIn(JSON.stringify(written))).toEqual(mark)
  })

  it.each<[unknown]>([
    [null],
    [7],
    ['mark'],
    [[]],
    [{ ...mark, account: 1 }],
    [{ ...mark, region: undefined }],
    [{ ...mark, streams: undefined }],
    [{ ...mark, streams: { 0: mark.streams[0] } }],
  ])('is none where it is written %j', written => {
    expect(markIn(JSON.stringify(written))).toBeUndefined()
  })
})

describe('a stream', () => {
  const mark: WriterMark = {
    ...place,
    filling: 'things-002',
    streams: [{ arn: middle, hour: hourIn(middle) }],
  }

  it('makes the mark where there is none', () => {
    expect(stand(undefined, early)).toEqual({
      as: 'newcomer',
      mark: { ...place, streams: [{ arn: early, hour: hourIn(early) }] },
    })
  })

  it('writes above the hour that it was given', () => {
    expect(stand({ ...mark, streams: [...mark.streams, { arn: late, hour: 9 }] }, middle)).toEqual({
      as: 'writer',
      hour: hourIn(middle),
    })
  })

  it('that is older than one that writes is only refreshed, from the greatest hour on', () => {
    const streams = [
      { arn: late, hour: 700_000 },
      { arn: middle, hour: 8 },
    ]

    expect(stand({ ...mark, streams }, early)).toEqual({ as: 'predecessor', hour: 700_000 })
  })

  it('that is later joins with its own hour, and what else the mark says stays', () => {
    expect(stand(mark, late)).toEqual({
      as: 'newcomer',
      mark: { ...mark, streams: [...mark.streams, { arn: late, hour: hourIn(late) }] },
    })
  })

  it.each(['2026-03-01T10:05:00.000', '2026-03-01T10:50:00.000'])(
    'of an hour that is given gets the next one: %s',
    label => {
      const arn = arnOf(label, { table: 'others' })

      expect(stand(mark, arn)).toEqual({
        as: 'newcomer',
        mark: { ...mark, streams: [...mark.streams, { arn, hour: hourIn(middle) + 1 }] },
      })
    },
  )

  it('joins streams that have no label, which are after none', () => {
    const streams = [{ arn: 'of a test', hour: 5 }]

    expect(stand({ ...mark, streams }, early)).toMatchObject({ as: 'newcomer' })
  })

  it.each([
    [{ region: 'eu-west-1' }, 'eu-west-1 of 123456789012'],
    [{ account: '999999999999' }, 'eu-central-1 of 999999999999'],
  ])('of another place is foreign, and says whose is whose: %j', (elsewhere, writer) => {
    expect(stand(mark, arnOf('2026-03-01T10:05:00.000', elsewhere))).toEqual({
      as: 'foreigner',
      owner: 'eu-central-1 of 123456789012',
      writer,
    })
  })

  it('gets an hour that no other has, above all before it, in whatever order streams come', () => {
    const minute = fc.integer({ min: 0, max: 500 })
    fc.assert(
      fc.property(fc.uniqueArray(minute, { minLength: 1, maxLength: 12 }), minutes => {
        let known: WriterMark | undefined
        for (const each of minutes) {
          const label = new Date(Date.UTC(2026, 2, 1) + each * 60_000).toISOString().slice(0, 23)
          const standing = stand(known, arnOf(label))
          if (standing.as === 'newcomer') known = standing.mark
          const isLatest = minutes.slice(0, minutes.indexOf(each)).every(other => other < each)
          expect(standing.as).toBe(isLatest ? 'newcomer' : 'predecessor')
        }
        const hours = known?.streams.map(({ hour }) => hour) ?? []
        expect(hours).toEqual([...new Set(hours)].toSorted((a, b) => a - b))
      }),
    )
  })

  it('is one of a hundred at most, and the oldest is forgotten first', () => {
    const streams = Array.from({ length: 100 }, (_, at) => ({ arn: `${middle}${at}`, hour: at }))
    const standing = stand({ ...mark, streams }, late)

    expect(standing.as === 'newcomer' && standing.mark.streams).toEqual([
      ...streams.slice(1),
      { arn: late, hour: hourIn(late) },
    ])
  })
})
