import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { isPipelineError, isFault } from '../../core/errors/pipeline-error.ts'
import { batchGet } from '../../store/verbs/batch-get.ts'
import type { BatchWrite } from '../../store/verbs/batch-write.ts'
import { batchWrite } from '../../store/verbs/batch-write.ts'
import type { Changes } from '../../store/expressions/changes.ts'
import { changes } from '../../store/expressions/changes.ts'
import type { Condition } from '../../store/expressions/condition.ts'
import { and, attribute, not, or } from '../../store/expressions/condition.ts'
import { collect } from '../../store/calls/page.ts'
import { put } from '../../store/verbs/put.ts'
import { query } from '../../store/verbs/query.ts'
import { remove } from '../../store/verbs/remove.ts'
import { storeFaults } from '../../store/faults.ts'
import type { Table } from '../../store/table.ts'
import { transact } from '../../store/transactions/transact.ts'
import { transaction } from '../../store/transactions/transaction.ts'
import { update } from '../../store/verbs/update.ts'
import type { WriteOutcome, PlainTable, PlainWrite } from '../support/plain-table.ts'
import { plainTable } from '../support/plain-table.ts'

const key = fc.record({ PK: fc.constantFrom('p', 'q'), SK: fc.constantFrom('A#1', 'A#2', 'B#1') })
const amount = fc.constantFrom(0, 1, 2, 0.1, -3, 12.25)
const text = fc.constantFrom('', 'x', 'xy', 'z')
const members = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }).map(all => new Set(all))
const content = fc.record(
  {
    n: fc.oneof(amount, text),
    s: text,
    l: fc.array(fc.oneof(amount, text), { maxLength: 2 }),
    t: members,
    m: fc.record({ n: amount, status: text }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom('PK', 'n', 's', 'm.status').map(path => attribute(path).exists()),
  fc.constantFrom('PK', 'n', 's', 'm.status').map(path => attribute(path).absent()),
  fc.oneof(amount, text).map(value => attribute('n').is(value)),
  fc.oneof(amount, text).map(value => attribute('n').isNot(value)),
  amount.map(value => attribute('n').atLeast(value)),
  amount.map(value => attribute('n').lessThan(value)),
  text.map(value => attribute('s').greaterThan(value)),
  fc.tuple(amount, amount).map(([a, b]) => attribute('n').between(Math.min(a, b), Math.max(a, b))),
  fc.array(amount, { minLength: 1, maxLength: 3 }).map(values => attribute('n').oneOf(values)),
  fc.constant(attribute('s').startsWith('x')),
  fc.constantFrom('t', 'l', 's').map(path => attribute(path).contains('x')),
  fc.constantFrom('t', 'l', 's').map(path => attribute(path).size().atLeast(1)),
  fc.constant(attribute('n').is(attribute('m.n'))),
)
const condition: fc.Arbitrary<Condition> = fc.oneof(
  leaf,
  leaf.map(not),
  fc.tuple(leaf, leaf).map(([a, b]) => and(a, b)),
  fc.tuple(leaf, leaf).map(([a, b]) => or(a, b)),
)

type Word = (all: Changes<PlainItem>) => Changes<PlainItem>

/** One word per attribute, since one update cannot change an attribute twice. */
const words: readonly fc.Arbitrary<Word>[] = [
  fc.oneof(
    amount.map(
      (by): Word =>
        all =>
          all.add('n', by),
    ),
    amount.map(
      (by): Word =>
        all =>
          all.increment('n', by),
    ),
    amount.map(
      (by): Word =>
        all =>
          all.decrement('n', by, 10),
    ),
    amount.map(
      (to): Word =>
        all =>
          all.set('n', to),
    ),
    fc.constant<Word>(all => all.set('n', attribute('s'))),
  ),
  fc.oneof(
    text.map(
      (to): Word =>
        all =>
          all.setIfAbsent('s', to),
    ),
    fc.constant<Word>(all => all.remove('s')),
  ),
  fc.oneof(
    amount.map(
      (entry): Word =>
        all =>
          all.append('l', [entry]),
    ),
    text.map(
      (entry): Word =>
        all =>
          all.prepend('l', [entry, 1]),
    ),
  ),
  fc.oneof(
    members.map(
      (more): Word =>
        all =>
          all.add('t', more),
    ),
    members.map(
      (gone): Word =>
        all =>
          all.delete('t', gone),
    ),
  ),
  fc.oneof(
    text.map(
      (to): Word =>
        all =>
          all.set('m.status', to),
    ),
    fc.constant<Word>(all => all.set('m', { n: 1 })),
  ),
]
const changeList = fc
  .tuple(...words.map(word => fc.option(word, { nil: undefined })))
  .map(picked => picked.reduce((all, word) => word?.(all) ?? all, changes()))
  .filter(({ list }) => list.length > 0)

const may = fc.option(condition, { nil: undefined })
const putOne = fc
  .record({ key, content, condition: may })
  .map(({ key: at, content: rest, condition: only }): PlainWrite => ({
    put: { ...at, ...rest },
    condition: only,
  }))
const removeOne = fc.record({ remove: key, condition: may })
const updateOne = fc
  .record({ update: key, changes: changeList, condition: may })
  .map(({ changes: { list }, ...rest }): PlainWrite => ({ ...rest, list }))
const write: fc.Arbitrary<PlainWrite> = fc.oneof(putOne, removeOne, updateOne)

const keyText = (one: PlainWrite): string => {
  const { PK, SK } = 'put' in one ? one.put : 'remove' in one ? one.remove : one.update
  return `${String(PK)}/${String(SK)}`
}
const distinct = (of: fc.Arbitrary<PlainWrite>) =>
  fc.uniqueArray(of, { minLength: 1, maxLength: 4, selector: keyText })

type Step =
  | { readonly one: PlainWrite }
  | { readonly together: readonly PlainWrite[] }
  | { readonly batch: readonly PlainWrite[] }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: write.map(one => ({ one })) },
  { weight: 3, arbitrary: distinct(write).map(together => ({ together })) },
  {
    weight: 1,
    arbitrary: distinct(fc.oneof(putOne, removeOne)).map(all => ({
      batch: all.map(one => ({ ...one, condition: undefined })),
    })),
  },
)

const codes: Readonly<Record<string, string>> = {
  'store.condition-failed': 'condition',
  'store.transaction-condition-failed': 'condition',
  'store.refused': 'refused',
  'store.transaction-refused': 'refused',
}

/** An update that created an item has no old image; dynoxide gives its key instead. */
const oldImage = (old: PlainItem | undefined): WriteOutcome => ({
  old: old === undefined || Object.keys(old).length === 2 ? undefined : old,
})

const outcomeOf = async (done: Promise<PlainItem | undefined>): Promise<WriteOutcome> => {
  try {
    return oldImage(await done)
  } catch (error) {
    if (!isPipelineError(error)) throw error
    const failed = codes[error.code] ?? error.code
    return isFault(error, storeFaults, 'store.condition-failed', 'store.transaction-condition-failed')
      ? { failed, item: error.detail.item as PlainItem }
      : { failed }
  }
}

const listed = (list: Changes<PlainItem>['list']): Changes<PlainItem> => ({ ...changes(), list })

const makeOne = async (table: Table, one: PlainWrite): Promise<PlainItem | undefined> => {
  const options = { condition: one.condition }
  if ('remove' in one) return remove(table, one.remove, options)
  if ('update' in one) return update(table, one.update, listed(one.list), { ...options, returns: 'old' })
  await put(table, one.put, options)
  return undefined
}

const makeStep = async (table: Table, made: Step): Promise<PlainItem | undefined> => {
  if ('one' in made) return makeOne(table, made.one)
  if ('batch' in made) {
    const writes = made.batch.flatMap((one): readonly BatchWrite[] => {
      if ('put' in one) return [{ put: one.put }]
      return 'remove' in one ? [{ remove: one.remove }] : []
    })
    await batchWrite(table, writes)
    return undefined
  }
  const all = made.together.reduce((so, { condition: only, ...one }) => {
    const options = { condition: only }
    if ('put' in one) return so.put(one.put, options)
    return 'remove' in one ? so.remove(one.remove, options) : so.update(one.update, listed(one.list), options)
  }, transaction())
  await transact(table, all)
  return undefined
}

const expected = (model: PlainTable, made: Step): WriteOutcome => {
  const writes = 'one' in made ? [made.one] : 'batch' in made ? made.batch : made.together
  const outcome = model.write(writes)
  const tellsOld = 'one' in made && !('put' in made.one)
  if ('failed' in outcome) return outcome
  return oldImage(tellsOld ? outcome.old : undefined)
}

/** Keys of a run of their own, so that runs share one table. */
const inRun = (run: string, made: Step): Step => {
  const at = <I extends PlainItem>(item: I): I => ({ ...item, PK: `${run}#${String(item['PK'])}` })
  const moved = (one: PlainWrite): PlainWrite => {
    if ('put' in one) return { ...one, put: at(one.put) }
    return 'remove' in one ? { ...one, remove: at(one.remove) } : { ...one, update: at(one.update) }
  }
  if ('one' in made) return { one: moved(made.one) }
  return 'batch' in made ? { batch: made.batch.map(moved) } : { together: made.together.map(moved) }
}

const inOrder = (items: readonly PlainItem[]): readonly PlainItem[] =>
  items.toSorted((a, b) => (String(a['SK']) < String(b['SK']) ? -1 : 1))

/** Random operations on the store and on a plain map have to come to the same, failures included. */
export const storeDifferential = (table: () => Table, numRuns = 40): void => {
  it('comes to the same as a plain map, whatever is done to both', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async steps => {
        const run = randomUUID()
        const model = plainTable()
        for (const made of steps.map(each => inRun(run, each))) {
          const outcome = await outcomeOf(makeStep(table(), made))

          const wanted = expected(model, made)
          if ('failed' in wanted && wanted.failed === 'either') {
            expect(['condition', 'refused']).toContain('failed' in outcome && outcome.failed)
          } else {
            expect(outcome).toEqual(wanted)
          }
        }
        const keys = ['p', 'q'].flatMap(PK => ['A#1', 'A#2', 'B#1'].map(SK => ({ PK: `${run}#${PK}`, SK })))
        expect(await batchGet(table(), keys, { consistent: true })).toEqual(keys.map(model.get))
        const found = await collect(
          query(table(), { partition: `${run}#p`, sort: { prefix: 'A#' }, consistent: true }),
        )
        const wanted = model.items().filter(({ PK, SK }) => PK === `${run}#p` && String(SK).startsWith('A#'))
        expect(found).toEqual(inOrder(wanted))
      }),
      { numRuns },
    )
  })
}
