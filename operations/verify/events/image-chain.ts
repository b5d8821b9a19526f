import type { StreamRecord } from '../../../core/record/stream-record.ts'
import { itemKey } from '../../../core/record/item-key.ts'
import { compareSequenceNumbers } from '../../../core/record/sequence-number.ts'
import type { Spill } from '../spill.ts'
import { contentHash } from '../spill.ts'
import { imageText } from './image-text.ts'

/** A change between which and the one before it something is lost, doubled or out of order. */
export interface ChainBreak {
  readonly streamArn: string
  readonly key: string
  readonly sequenceNumber: string
}

type LinkLine = readonly [
  key: string,
  streamArn: string,
  sequenceNumber: string,
  kind: string,
  before: string | null,
  after: string | null,
]

const hashOfImage = (image: Parameters<typeof imageText>[0] | undefined): string | null =>
  image === undefined ? null : contentHash(imageText(image))

/** Adds a record to the chains of its item. What is no record has no place in one. */
export const addLink = (links: Spill, { eventName, eventSourceARN = '', dynamodb }: StreamRecord): void => {
  const { Keys, SequenceNumber, OldImage, NewImage } = dynamodb ?? {}
  if (Keys === undefined || SequenceNumber === undefined || eventName === undefined) return
  const key = itemKey(Keys)
  const [before, after] = [hashOfImage(OldImage), hashOfImage(NewImage)]
  links.add(
    key,
    JSON.stringify([key, eventSourceARN, SequenceNumber, eventName, before, after] satisfies LinkLine),
  )
}

/**
 * Whether one change follows another of its item: an item is inserted only where there is none, and a change begins
 * with the image that the one before it ended with. Images that the stream does not carry say nothing.
 */
const isNext = ([, , , kind, , after]: LinkLine, [, , , nextKind, nextBefore]: LinkLine): boolean => {
  if (kind === 'REMOVE' || nextKind === 'INSERT') return kind === 'REMOVE' && nextKind === 'INSERT'
  return after === null || nextBefore === null || after === nextBefore
}

/** The chains of a part. A record that was delivered twice is one. */
const chainsIn = (links: Spill, part: number): readonly (readonly LinkLine[])[] => {
  const chains = new Map<string, Map<string, LinkLine>>()
  for (const text of links.linesOf(part)) {
    const line = JSON.parse(text) as LinkLine
    const [key, streamArn, sequenceNumber] = line
    const name = JSON.stringify([key, streamArn])
    const chain = chains.get(name) ?? new Map<string, LinkLine>()
    chains.set(name, chain.set(sequenceNumber, line))
  }
  return [...chains.values()].map(chain =>
    [...chain.values()].toSorted((a, b) => compareSequenceNumbers(a[2], b[2])),
  )
}

/**
 * Where the chains of images break. It asks no table and no sink: two images that do not meet show by themselves that a
 * change between them is not among the records. Streams are not compared with one another, as between the end of one
 * and the beginning of the next changes are rightly without records.
 */
export const chainBreaks = function* (links: Spill): Generator<ChainBreak> {
  for (let part = 0; part < links.parts; part += 1)
    for (const chain of chainsIn(links, part)) {
      let last: LinkLine | undefined
      for (const link of chain) {
        const [key, streamArn, sequenceNumber] = link
        if (last !== undefined && !isNext(last, link)) yield { key, streamArn, sequenceNumber }
        last = link
      }
    }
}
