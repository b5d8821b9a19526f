import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StreamRecord } from '../../../core/record/stream-record.ts'
import { recordOf, seqOf } from '../../../test/support/records.ts'
import { memorySpill } from '../spill.ts'
import { addLink, chainBreaks } from './image-chain.ts'

/** A life of one item, in which no two images that follow one another are alike. */
const life = fc.array(fc.boolean(), { minLength: 2, maxLength: 12 }).map(wantsRemoval => {
  const records: StreamRecord[] = []
  let before: { readonly n: { readonly N: string } } | undefined
  for (const [at, isRemoval] of wantsRemoval.entries()) {
    const after = before !== undefined && isRemoval ? undefined : { n: { N: String(at) } }
    const kind = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY'
    records.push(recordOf({ seq: at + 1, kind, before, after }))
    before = after
  }
  return records
})

const breaksIn = (records: readonly StreamRecord[]): readonly string[] => {
  const links = memorySpill()
  for (const record of records) addLink(links, record)
  return [...chainBreaks(links)].map(({ sequenceNumber }) => sequenceNumber)
}

describe('the chain of images', () => {
  it('holds for every life of an item, in whatever order and however often its records come', () => {
    fc.assert(
      fc.property(life, fc.nat(), (records, turn) => {
        const turned = [...records.slice(turn % records.length), ...records]
        expect(breaksIn(turned)).toEqual([])
      }),
    )
  })

  it('breaks where a record in the midst of it is lost', () => {
    fc.assert(
      fc.property(life, fc.nat(), (records, choice) => {
        fc.pre(records.length > 2)
        const lost = 1 + (choice % (records.length - 2))

        // Of a removal and an insert that follow one another both show by their kinds.
        expect(breaksIn(records.filter((_, at) => at !== lost))).toEqual([seqOf(lost + 2)])
      }),
    )
  })

  it('takes images for the same whose maps and sets come in another order, and numbers in another spelling', () => {
    const first = recordOf({ seq: 1, kind: 'INSERT', after: { a: { SS: ['x', 'y'] }, b: { N: '1.0' } } })
    const second = recordOf({
      seq: 2,
      before: { b: { N: '1' }, a: { SS: ['y', 'x'] } },
      after: { b: { N: '2' } },
    })

    expect(breaksIn([first, second])).toEqual([])
  })

  it('says nothing about images that the stream does not carry', () => {
    const bare = ({ dynamodb, ...record }: StreamRecord): StreamRecord => {
      const { NewImage, OldImage, ...rest } = dynamodb ?? {}
      return { ...record, dynamodb: rest }
    }
    const records = [
      recordOf({ seq: 1, kind: 'INSERT' }),
      recordOf({ seq: 2 }),
      recordOf({ seq: 3, kind: 'REMOVE' }),
    ]

    expect(breaksIn(records.map(bare))).toEqual([])
    expect(breaksIn([...records, recordOf({ seq: 4 })].map(bare))).toEqual([seqOf(4)])
  })
})
