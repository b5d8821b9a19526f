import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { eventKind, selects } from '../../test/support/filter-oracle.ts'
import { recordOf } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import { entity } from '../entity/define-entity.ts'
import type { Image } from '../attributes/attribute-value.ts'
import type { Kind, StreamRecord } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import { decideEvent, decideState } from './decide.ts'
import type { Filter } from './filter.ts'
import { everything, when } from './words.ts'

const byKey = entity('Keyed', { match: { PK: { prefix: 'a' } } })
const byAttribute = entity('Product', { match: { type: 'PRODUCT' } })

const wordsOn = (entityText: string, filter: ReturnType<typeof everything>): readonly [string, Filter][] => [
  [entityText, filter],
  [`${entityText}.on('INSERT')`, filter.on('INSERT')],
  [`${entityText}.on('INSERT', 'MODIFY')`, filter.on('INSERT', 'MODIFY')],
  [`${entityText}.changed('status')`, filter.changed('status')],
  [`${entityText}.became('status', …)`, filter.became('status', 'open')],
  [`${entityText}.where({ status: … })`, filter.where({ status: 'open' })],
  [`${entityText}.origin('user')`, filter.origin('user')],
  [`${entityText}.expired()`, filter.expired()],
]

const rows = [
  ...wordsOn('everything()', everything()),
  ...wordsOn('when(byKey)', when(byKey) as unknown as ReturnType<typeof everything>),
  ...wordsOn('when(byAttribute)', when(byAttribute) as unknown as ReturnType<typeof everything>),
]

const kinds = ['INSERT', 'MODIFY', 'REMOVE'] as const
const seen = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE'] as const
const items = ['PRODUCT', 'OTHER'].flatMap(type =>
  [{ status: 'open' }, { status: 'shut' }, {}].map(rest => ({ type, ...rest })),
)

/** Every record of that kind, with everything known about it. */
const recordsOf = (kind: Kind): readonly StreamRecord[] =>
  ['a', 'c'].flatMap(key =>
    (kind === 'INSERT' ? [{}] : items).flatMap(before =>
      (kind === 'REMOVE' ? [{}] : items).flatMap(after =>
        [false, true]
          .filter(isTtl => !isTtl || kind === 'REMOVE')
          .map(isTtl => ({
            ...recordOf({ seq: 1, key, kind, before, after }),
            ...(isTtl && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
          })),
      ),
    ),
  )

const imageOf = (record: StreamRecord, name: 'NewImage' | 'OldImage'): Image | undefined =>
  record.dynamodb?.[name]

/** What is to be decided about a record, as one text. */
const truthOf = (filter: Filter, sink: 'events' | 'state', record: StreamRecord, raw: Kind): string => {
  const now = imageOf(record, 'NewImage')
  if (sink === 'state') return String(selects(filter.expr, now))
  const origin = record.userIdentity ? 'ttl' : 'user'
  const kind = eventKind(filter.expr, { kind: raw, old: imageOf(record, 'OldImage'), now, origin })
  // To a filter that wants both, a MODIFY may be either.
  return kind === undefined ? 'no' : kind === 'INSERT' ? 'MODIFY' : kind
}

/** The kinds of record that such a stream leaves no doubt about; for each the code is held to say the same. */
const toldKinds = (filter: Filter, sink: 'events' | 'state', viewType: (typeof seen)[number]): string => {
  const told = kinds.filter(raw => {
    const groups = Map.groupBy(recordsOf(raw), record => JSON.stringify(seenAs(record, viewType)))
    const decide = (sink === 'state' ? decideState : decideEvent)(filter.expr)
    return [...groups].every(([partial, whole]) => {
      const isTold = new Set(whole.map(record => truthOf(filter, sink, record, raw))).size === 1
      const hit = decide(viewOf(JSON.parse(partial) as StreamRecord))

      expect([partial, hit?.isUnclear ?? false]).toEqual([partial, !isTold])
      return isTold
    })
  })
  return told.length === 3 ? 'all' : told.length === 0 ? 'none' : told.join(', ')
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim())

describe('the table of the filter guide', () => {
  it.each(['events', 'state'] as const)(
    'says which records of each view type a filter over %s tells',
    sink => {
      const guide = readFileSync('docs/guides/filters.md', 'utf8')
      const written = guide
        .slice(guide.indexOf(`<!-- ${sink} -->`))
        .split('\n')
        .slice(4)

      for (const [index, [words, filter]] of rows.entries()) {
        const cells = seen.map(viewType => toldKinds(filter, sink, viewType))
        expect(cellsOf(written[index] ?? '')).toEqual([`\`${words}\``, ...cells])
      }
    },
  )
})
