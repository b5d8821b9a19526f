import { describe, expect, it } from 'vitest'
import type { Processor } from '../../core/processor/processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { VerifyEvent, VerifySummary } from '../../operations/verify/verify-event.ts'
import { verifyTables } from '../../operations/verify/verify-tables.ts'
import { hastyClock } from '../support/hasty-clock.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { toldDifferences } from '../support/verify-world.ts'
import type { HeldDocument } from '../support/verify-thousands.ts'
import {
  countedAudit,
  countedIndex,
  countedRecord,
  countedTable,
  documentOf,
  itemKeyAt,
  lineOf,
} from '../support/verify-thousands.ts'

/** `TAILRACE_VERIFY_ITEMS=100000` for the whole of it. */
const count = Number(process.env['TAILRACE_VERIFY_ITEMS'] ?? 4_000)
const at = (share: number): number => Math.floor(count * share)
const path = temporaryPaths()

const compare = async (
  processors: readonly Processor[],
  records?: Iterable<StreamRecord>,
): Promise<{ readonly summary: VerifySummary; readonly events: readonly VerifyEvent[] }> => {
  const events: VerifyEvent[] = []
  const summary = await verifyTables({
    subjects: [{ functionName: 'f', processors, tables: [countedTable(count)] }],
    scope: { type: 'full' },
    folder: path(),
    ...(records && {
      records: {
        isAll: false,
        read: async function* () {
          for (const record of records) yield await Promise.resolve(record)
        },
      },
    }),
    clock: hastyClock(),
    random: () => 0.5,
    signal: new AbortController().signal,
    tell: event => events.push(event),
  })
  return { summary, events }
}

const swapped = (one: number, other: number): readonly (readonly [string, HeldDocument])[] => [
  [itemKeyAt(one), { ...documentOf(one), document: documentOf(other).document }],
  [itemKeyAt(other), { ...documentOf(other), document: documentOf(one).document }],
]

function* records(skipped?: number): Generator<StreamRecord> {
  for (let number = 0; number < count; number += 1) if (number !== skipped) yield countedRecord(number)
}

describe('among many thousands', { timeout: 300_000 }, () => {
  it('nothing is found where nothing is wrong', async () => {
    const { summary, events } = await compare([countedIndex(count), countedAudit(count, () => 1)], records())

    expect(toldDifferences(events)).toEqual([])
    expect(summary).toMatchObject({
      items: count,
      documents: count,
      records: count,
      unsettled: 0,
      unjudged: 0,
    })
  })

  it.each<
    readonly [
      string,
      ReadonlyMap<string, HeldDocument | undefined>,
      readonly HeldDocument[],
      readonly string[],
    ]
  >([
    ['dropped', new Map([[itemKeyAt(at(0.1)), undefined]]), [], [`missing ${itemKeyAt(at(0.1))}`]],
    ['duplicated', new Map(), [{ ...documentOf(at(0.2)), id: 'a second one' }], ['duplicates a second one']],
    [
      'swapped',
      new Map(swapped(at(0.3), at(0.4))),
      [],
      [`stale ${itemKeyAt(at(0.3))}`, `stale ${itemKeyAt(at(0.4))}`],
    ],
    [
      'corrupted',
      new Map([[itemKeyAt(at(0.5)), { ...documentOf(at(0.5)), document: '{"price":1,"title":"?"}' }]]),
      [],
      [`stale ${itemKeyAt(at(0.5))}`],
    ],
    [
      'a ghost',
      new Map(),
      [{ ...documentOf(count + 1), id: itemKeyAt(count + 1) }],
      [`ghosts ${itemKeyAt(count + 1)}`],
    ],
  ])('one document that is %s is found, and nothing else', async (_, changes, more, found) => {
    const { events } = await compare([countedIndex(count, changes, more)])

    expect(toldDifferences(events)).toEqual(found)
  })

  it('one line of an audit that is missing and one that is doubled are found, and nothing else', async () => {
    const audit = countedAudit(count, number => (number === at(0.6) ? 0 : number === at(0.7) ? 2 : 1))

    const { events } = await compare([audit], records())

    expect(toldDifferences(events)).toEqual([`duplicates ${lineOf(at(0.7))}`, `missing ${lineOf(at(0.6))}`])
  })

  it('lines of changes from before the records are no ghosts', async () => {
    const { events } = await compare([countedAudit(count, () => 1)], records(at(0.8)))

    expect(toldDifferences(events)).toEqual([])
  })
})
