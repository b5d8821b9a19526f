import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { hashOf } from './document-metadata.ts'
import { searchIndex } from './search-index.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })
const byKinesis = streamArn.replace(/\/stream\/.*/, '/kinesis/flow')
const mine = '{"PK":{"S":"a"}}'

/** What stands in the index: a version, the document, and what is said of its writing. */
interface Stands {
  readonly version: string
  readonly name?: string
  readonly metadata: object
}

/** A record of version 5 and name `y` meets what stands there; no table can be asked. */
const meet = async (
  arn: string,
  { version, name = 'x', metadata }: Stands,
): Promise<{ readonly outcome: unknown; readonly stands: unknown }> => {
  const store = memorySearchStore()
  const place = { op: 'index', index: 'things', id: 'a', guard: { by: 'newer', version } } as const
  await store.write([{ ...place, document: JSON.stringify({ name }), metadata: JSON.stringify(metadata) }])
  const reports: DispatchReport[] = []
  const processor = searchIndex({
    filter: when(Thing),
    store,
    index: 'things',
    version: attributeVersion('_v'),
    document: ({ after }) => ({ name: after.name }),
  })
  const f = functionOf([processor], { observe: report => void reports.push(report) })
  await f.invoke([recordOf({ seq: '7', kind: 'INSERT', after: { name: 'y', _v: { N: '5' } }, arn })])
  const [outcome] = reports.flatMap(({ records }) => records.flatMap(({ outcomes }) => outcomes))
  const [seen] = await store.look({ index: 'things', ids: ['a'], withDocument: true })
  return {
    outcome: outcome?.error?.code ?? outcome?.outcome,
    stands: seen?.found === true && [seen.version, seen.document],
  }
}

const hash = hashOf('{"name":"y"}')

describe('a write by Kinesis that is held back', () => {
  it.each<[string, Stands, string]>([
    [
      'by its item’s later version came late',
      { version: '9', metadata: { seq: 'k', owner: mine } },
      'unchanged',
    ],
    [
      'by the same document of the same version came twice',
      { version: '5', name: 'y', metadata: { seq: 'k', owner: mine, hash } },
      'unchanged',
    ],
    [
      'by another document of the same version is not known to be there',
      { version: '5', metadata: { seq: 'k', owner: mine, hash: 'other' } },
      'version.tied',
    ],
    [
      'by what no record led to is not known to be there',
      { version: '9', metadata: { owner: mine } },
      'version.tied',
    ],
    [
      'by another item’s document is not known to be there',
      { version: '9', metadata: { seq: 'k', owner: '{"PK":{"S":"b"}}' } },
      'version.tied',
    ],
    ['by what somebody else wrote is not known to be there', { version: '9', metadata: {} }, 'version.tied'],
  ])('%s', async (_, stands, outcome) => {
    const met = await meet(byKinesis, stands)

    expect(met.outcome).toBe(outcome)
    expect(met.stands).toEqual([stands.version, JSON.stringify({ name: stands.name ?? 'x' })])
  })
})

describe('a write by a stream that is held back', () => {
  const stream = streamArn

  it.each<[string, Stands, string]>([
    [
      'by its own document is there',
      { version: '5', metadata: { stream, seq: '7', owner: mine } },
      'unchanged',
    ],
    [
      'by a later one of its item was overtaken',
      { version: '9', metadata: { stream, seq: '8', owner: mine } },
      'unchanged',
    ],
    [
      'by an earlier one of a greater version is an inversion',
      { version: '9', metadata: { stream, seq: '6', owner: mine } },
      'version.inverted',
    ],
    [
      'by an earlier one of the same version is a tie',
      { version: '5', metadata: { stream, seq: '6', owner: mine } },
      'version.tied',
    ],
    [
      'by one of another stream is a tie, whatever its number',
      { version: '9', metadata: { stream: `${stream}1`, seq: '6', owner: mine } },
      'version.tied',
    ],
    [
      'by another item’s is a tie, whatever its number',
      { version: '9', metadata: { stream, seq: '6', owner: '{"PK":{"S":"b"}}' } },
      'version.tied',
    ],
    ['by a refresh is a tie', { version: '9', metadata: { stream, owner: mine } }, 'version.tied'],
  ])('%s', async (_, stands, outcome) => {
    const met = await meet(stream, stands)

    expect(met.outcome).toBe(outcome)
    expect(met.stands).toEqual([stands.version, '{"name":"x"}'])
  })
})
