import { describe, expect, it } from 'vitest'
import { memoryDependentStore } from '../../adapters/memory/memory-dependent-store.ts'
import { memoryItemSource } from '../../adapters/memory/memory-item-source.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { everything } from '../../core/filter/words.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { cleanup } from './cleanup.ts'
import type { Generation, GenerationRule } from './generation.ts'
import { generationOf, isAnothers } from './generation.ts'

const byId: GenerationRule = { by: 'id', parent: 'id', dependents: 'owner.id', clockToleranceMs: 0 }
const parent = (id?: string): Image => (id === undefined ? {} : { id: { S: id } })
const child = (id?: string): Image => (id === undefined ? {} : { owner: { M: { id: { S: id } } } })

describe('a dependent by the id of its generation', () => {
  it.each<[own: string | undefined, living: string | undefined, gone: Image | undefined, Generation]>([
    ['g1', 'g2', parent('g1'), 'old'],
    ['g2', 'g2', parent('g1'), 'living'],
    ['g1', 'g1', parent('g1'), 'living'],
    ['g3', 'g2', parent('g1'), 'another'],
    ['g1', undefined, parent('g1'), 'old'],
    ['g3', undefined, parent('g1'), 'another'],
    [undefined, 'g2', parent('g1'), 'unknown'],
    [undefined, undefined, parent(), 'unknown'],
    // What was removed is not known: that it is not the living one's proves nothing.
    ['g1', 'g2', undefined, 'unknown'],
    ['g1', 'g2', parent(), 'unknown'],
    ['g2', 'g2', undefined, 'living'],
  ])('%j, where %j lives and %j was removed, is %s', (own, living, gone, expected) => {
    expect(generationOf(byId, parent(living), gone, child(own), 0)).toBe(expected)
  })

  it.each<[own: string | undefined, gone: Image | undefined, boolean]>([
    ['g2', parent('g1'), true],
    ['g1', parent('g1'), false],
    [undefined, parent('g1'), false],
    ['g2', parent(), false],
    ['g2', undefined, false],
  ])('%j is left to another removal where %j was removed: %s', (own, gone, expected) => {
    expect(isAnothers(byId, gone, child(own))).toBe(expected)
  })

  const withoutImage = (record: StreamRecord): StreamRecord => {
    const { OldImage: _, ...dynamodb } = record.dynamodb ?? {}
    return { ...record, dynamodb: { ...dynamodb, StreamViewType: 'KEYS_ONLY' } }
  }
  const removal = recordOf({ seq: 1, key: 'a', kind: 'REMOVE', before: { id: 'g1' } })
  const world = (living?: string) => {
    const table = memoryDependentStore()
    if (living !== undefined) table.put({ PK: { S: 'a' }, ...parent(living) })
    for (const own of ['g1', 'g2', 'g3', undefined])
      table.put({ PK: { S: 'kids' }, SK: { S: `of ${own}` }, ...child(own) })
    const f = functionOf([
      cleanup({
        filter: everything(),
        dependents: table,
        of: () => [{ partitionKey: { name: 'PK', value: 'kids' } }],
        generationAttribute: { parent: 'id', dependents: 'owner.id' },
      }),
    ])
    const left = (): readonly unknown[] =>
      table.items().flatMap(({ SK }) => (SK !== undefined && 'S' in SK ? SK.S : []))
    return { f, left }
  }

  it.each<[string, StreamRecord, string | undefined, readonly string[], readonly string[]]>([
    [
      'is deleted where the removed one’s is known and is its own',
      removal,
      'g2',
      ['of g2', 'of g3', 'of undefined'],
      ['1 have no owner.id'],
    ],
    [
      'is not deleted while one lives and the stream does not say which was removed',
      withoutImage(removal),
      'g2',
      ['of g1', 'of g2', 'of g3', 'of undefined'],
      ['1 have no owner.id, of 2 it does not decide'],
    ],
    ['is left to its own removal where none lives', removal, undefined, ['of g2', 'of g3'], []],
    [
      'is deleted where none lives, and the stream does not say which was removed',
      withoutImage(removal),
      undefined,
      [],
      [],
    ],
  ])('%s', async (_, record, living, left, said) => {
    const { f, left: found } = world(living)

    expect(await f.invoke([record])).toEqual([])

    expect(found()).toEqual(left)
    const words = (await f.parked()).map(({ reason }) => reason.message.replace(/^.*?: |\.$/g, ''))
    expect(words).toEqual(said)
  })
})

const toleranceMs = 1_000
const byTime: GenerationRule = {
  by: 'time',
  parent: 'createdAt',
  dependents: 'createdAt',
  clockToleranceMs: toleranceMs,
}
const noon = Date.UTC(2026, 0, 1, 12)
const at = (ms: number): Image => ({ createdAt: { N: String(ms) } })
const inSeconds = (ms: number): Image => ({ createdAt: { S: new Date(ms).toISOString().slice(0, 19) + 'Z' } })

describe('a dependent by the time of its creation', () => {
  it.each<[string, parent: Image, child: Image, Generation]>([
    ['older by the tolerance', at(noon), at(noon - toleranceMs - 1), 'old'],
    ['older by a millisecond less', at(noon), at(noon - toleranceMs), 'unknown'],
    ['as old as its parent', at(noon), at(noon), 'living'],
    ['older by a millisecond', at(noon), at(noon - 1), 'unknown'],
    ['younger', at(noon), at(noon + 1), 'living'],
    ['of the same second, where seconds are all that is told', inSeconds(noon), inSeconds(noon), 'unknown'],
    ['of the next second', inSeconds(noon), inSeconds(noon + 1_000), 'living'],
    ['exact within the second of its parent', inSeconds(noon), at(noon + 500), 'unknown'],
    ['of the second in which its parent was created', at(noon + 500), inSeconds(noon), 'unknown'],
    ['without a time', at(noon), {}, 'unknown'],
    ['of a parent without a time', {}, at(noon), 'unknown'],
  ])('%s is told', (_, living, item, expected) => {
    expect(generationOf(byTime, living, undefined, item, noon + 5_000)).toBe(expected)
  })

  it('is nobody else’s whatever was removed', () => {
    expect(isAnothers(byTime, at(noon), at(noon - 9))).toBe(false)
  })
})

describe('the parent', () => {
  it('is read from the function’s source where it has one, and from the store where not', async () => {
    const table = memoryDependentStore()
    const source = memoryItemSource()
    const reads: string[] = []
    const watched = {
      ...table,
      parent: async (...address: Parameters<typeof table.parent>) => {
        reads.push('store')
        return table.parent(...address)
      },
    }
    const items = {
      read: async (...address: Parameters<typeof source.read>) => {
        reads.push('source')
        return source.read(...address)
      },
    }
    const take = cleanup({
      filter: everything(),
      dependents: watched,
      of: () => [{ partitionKey: { name: 'PK', value: 'kids' } }],
    })
    const removal = recordOf({ seq: 1, key: 'a', kind: 'REMOVE' })

    await functionOf([take]).invoke([removal])
    await functionOf([take], { items }).invoke([removal])

    expect(reads).toEqual(['store', 'source'])
  })
})
