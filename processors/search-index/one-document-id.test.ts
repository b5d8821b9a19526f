import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'
import type { SearchOperation, SearchStore } from './search-store.ts'

// Which operation wins where a batch leads to one document id more than once, and what is sent for it.

const User = entity<'User', { readonly email: string; readonly note: string }>('User', {
  match: { type: 'THING' },
})

const has = (email: string, note = '') => ({ email, note })
const insert = (seq: number, key: string, email: string, note = '') =>
  recordOf({ seq, key, kind: 'INSERT', after: has(email, note) })
const modify = (seq: number, key: string, before: string, after: string, note = '') =>
  recordOf({ seq, key, before: has(before), after: has(after, note) })
const remove = (seq: number, key: string, email: string) =>
  recordOf({ seq, key, kind: 'REMOVE', before: has(email) })

/** A function over a store that notes what it was asked to write, call by call. */
const world = (idFrom: 'key' | 'email') => {
  const inner = memorySearchStore()
  const calls: (readonly SearchOperation[])[] = []
  const store: SearchStore = {
    ...inner,
    write: async (operations, signal) => {
      calls.push(operations)
      return inner.write(operations, signal)
    },
  }
  const common = {
    filter: when(User),
    store,
    index: 'users',
    document: ({ key, after }: { readonly key: string; readonly after: { readonly note: string } }) => ({
      owner: key,
      note: after.note,
    }),
  }
  const processor =
    idFrom === 'key'
      ? searchIndex(common)
      : searchIndex({
          ...common,
          id: change => (change.kind === 'REMOVE' ? change.before : change.after).email,
        })
  const f = functionOf([processor])
  const documents = async (): Promise<Record<string, unknown>> => {
    const found: Record<string, unknown> = {}
    for await (const [id, document] of inner.documents('users')) found[id] = JSON.parse(document)
    return found
  }
  const sent = () => calls.map(call => call.map(({ op, id }) => `${op} ${id}`))
  return { f, documents, sent }
}

const doc = (owner: string, note = '') => ({ owner, note })

describe('several changes of one item in a batch', () => {
  it.each<['key' | 'email', string, readonly StreamRecord[], object]>([
    [
      'key',
      'its last write',
      [insert(1, 'A', 'x', 'one'), modify(2, 'A', 'x', 'x', 'two')],
      { A: doc('A', 'two') },
    ],
    ['key', 'its delete', [insert(1, 'A', 'x'), modify(2, 'A', 'x', 'x'), remove(3, 'A', 'x')], {}],
    [
      'key',
      'the write after its delete',
      [remove(1, 'A', 'x'), insert(2, 'A', 'x', 'new')],
      { A: doc('A', 'new') },
    ],
    [
      'email',
      'its last write',
      [insert(1, 'A', 'x', 'one'), modify(2, 'A', 'x', 'x', 'two')],
      { x: doc('A', 'two') },
    ],
    ['email', 'its delete', [insert(1, 'A', 'x'), modify(2, 'A', 'x', 'x'), remove(3, 'A', 'x')], {}],
    [
      'email',
      'the write after its delete',
      [remove(1, 'A', 'x'), insert(2, 'A', 'x', 'new')],
      { x: doc('A', 'new') },
    ],
    [
      'email',
      'the id that it came back to',
      [insert(1, 'A', 'x'), modify(2, 'A', 'x', 'y'), modify(3, 'A', 'y', 'x', 'back')],
      { x: doc('A', 'back') },
    ],
  ])('end, by %s, as %s says, in at most one operation', async (idFrom, _, records, expected) => {
    const { f, documents, sent } = world(idFrom)

    expect(await f.invoke(records)).toEqual([])

    expect(await f.parked()).toEqual([])
    expect(await documents()).toEqual(expected)
    expect(sent().flat().length).toBeLessThanOrEqual(1)
  })

  it('leave the document where it is when they come again, and nothing is remembered of them', async () => {
    const { f, documents } = world('email')
    const records = [insert(1, 'A', 'x'), modify(2, 'A', 'x', 'y'), modify(3, 'A', 'y', 'x', 'back')]
    await f.invoke(records)

    expect(await f.invoke(records, { ledger: memoryLedgerStore() })).toEqual([])

    expect(await documents()).toEqual({ x: doc('A', 'back') })
  })

  it('send a delete of each id that was left, and one write of the last', async () => {
    const { f, documents, sent } = world('email')
    await f.invoke([insert(1, 'A', 'x')])

    await f.invoke([modify(2, 'A', 'x', 'y'), modify(3, 'A', 'y', 'z', 'last')])

    expect(sent()).toEqual([['index x'], ['delete x', 'index z']])
    expect(await documents()).toEqual({ z: doc('A', 'last') })
  })
})

describe('two items of a batch that lead to one id', () => {
  it('end as the taker says, in one write: what is written over is not taken away first', async () => {
    const { f, documents, sent } = world('email')
    await f.invoke([insert(1, 'A', 'x')])

    expect(await f.invoke([remove(2, 'A', 'x'), insert(3, 'B', 'x', 'mine')])).toEqual([])

    expect(sent()).toEqual([['index x'], ['index x']])
    expect(await documents()).toEqual({ x: doc('B', 'mine') })
  })

  it('end as the taker says also where its record stands before that of the one that left', async () => {
    const { f, documents } = world('email')
    await f.invoke([insert(1, 'A', 'x')])

    expect(await f.invoke([insert(2, 'B', 'x', 'mine'), remove(3, 'A', 'x')])).toEqual([])

    expect(await documents()).toEqual({ x: doc('B', 'mine') })
    expect(await f.parked()).toEqual([])
  })

  it('end as the taker says where the one that left it is written anew elsewhere', async () => {
    const { f, documents, sent } = world('email')
    await f.invoke([insert(1, 'A', 'x')])

    expect(await f.invoke([modify(2, 'A', 'x', 'y', 'moved'), insert(3, 'B', 'x', 'mine')])).toEqual([])

    expect(sent()[1]).toEqual(['index y', 'index x'])
    expect(await documents()).toEqual({ x: doc('B', 'mine'), y: doc('A', 'moved') })
  })

  it('are parked, both, where both have it at the end and no table says whose it is', async () => {
    const { f, documents, sent } = world('email')

    expect(await f.invoke([insert(1, 'A', 'x'), insert(2, 'B', 'x'), insert(3, 'C', 'y')])).toEqual([])

    expect((await f.parked()).map(({ key, reason }) => [key, reason.code, reason.message])).toEqual(
      ['A', 'B'].map(key => [
        key,
        'search.id-taken',
        expect.stringContaining('another one of the batch') as string,
      ]),
    )
    expect(sent()).toEqual([['index y']])
    expect(await documents()).toEqual({ y: doc('C') })
  })

  it('take nothing away from the one that has it: a removal of another item leaves it', async () => {
    const { f, documents, sent } = world('email')
    await f.invoke([insert(1, 'A', 'x', 'own')])

    expect(await f.invoke([remove(2, 'B', 'x')])).toEqual([])

    expect(sent()).toEqual([['index x']])
    expect(await documents()).toEqual({ x: doc('A', 'own') })
  })

  it('take nothing away from what was written later: a late removal leaves it', async () => {
    const { f, documents } = world('email')
    await f.invoke([insert(5, 'A', 'x', 'new')])

    expect(await f.invoke([remove(4, 'A', 'x')])).toEqual([])

    expect(await documents()).toEqual({ x: doc('A', 'new') })
    expect(await f.parked()).toEqual([])
  })
})
