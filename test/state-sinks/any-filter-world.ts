import fc from 'fast-check'
import { expect } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { asksPredicate } from '../../core/filter/narrow.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { StreamRecord, StreamViewType } from '../../core/record/stream-record.ts'
import { attributes, filter as anyFilter } from '../support/filter-arbitraries.ts'
import { letsThrough, selects } from '../support/filter-oracle.ts'
import { functionOf } from '../support/pipeline.ts'
import type { RecordSketch } from '../support/records.ts'
import { recordOf } from '../support/records.ts'
import { seenAs } from '../support/view-types.ts'

// Nothing says here which region wrote, so none is another's.
const originRules = { selfMarker: { attribute: 'writer', value: 'self' } } as const

const write = fc.record({
  key: fc.constantFrom('a', 'ab', 'c'),
  item: fc.option(attributes, { nil: undefined }),
  isTtl: fc.boolean(),
})

/** One write: what the item was and is, and what the stream says of it. */
export interface Step {
  readonly key: string
  readonly old: Image | undefined
  readonly now: Image | undefined
  readonly record: StreamRecord
}

const historyOf = (
  writes: readonly { key: string; item: RecordSketch['after']; isTtl: boolean }[],
): readonly Step[] => {
  const items = new Map<string, Image>()
  const steps: Step[] = []
  for (const { key, item, isTtl } of writes) {
    const old = items.get(key)
    if (old === undefined && item === undefined) continue
    const kind = item === undefined ? 'REMOVE' : old === undefined ? 'INSERT' : 'MODIFY'
    const seq = `${steps.length + 1}00000000000000000001`
    const whole = recordOf({ seq, key, kind, after: item && { ...item, step: { N: String(steps.length) } } })
    const now = whole.dynamodb?.NewImage
    const record: StreamRecord = {
      ...whole,
      dynamodb: { ...whole.dynamodb, ...(old && { OldImage: old }) },
      ...(isTtl &&
        kind === 'REMOVE' && {
          userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
        }),
    }
    if (now === undefined) items.delete(key)
    else items.set(key, now)
    steps.push({ key, old, now, record })
  }
  return steps
}

/** Lives of three items. */
export const histories = fc.array(write, { minLength: 1, maxLength: 14, size: 'max' }).map(historyOf)
/** Filters whose meaning is known without asking anybody's function. */
export const filters = anyFilter.filter(({ expr }) => !asksPredicate(expr))

/** How batches are cut: how many writes are done before one, how long it is, and whether it comes once more. */
export const cuts = fc.array(
  fc.record({ ahead: fc.nat(4), length: fc.integer({ min: 1, max: 5 }), again: fc.boolean() }),
  { minLength: 3, maxLength: 8 },
)

/** A life to be delivered. */
export interface LifeDelivery {
  readonly history: readonly Step[]
  readonly seen: StreamViewType
  readonly cuts: readonly { readonly ahead: number; readonly length: number; readonly again: boolean }[]
  readonly processor: Processor
  readonly hasItems: boolean
  /** Called when so many writes are done. */
  readonly onWritten?: (writes: number) => Promise<void>
}

/** Writes and delivers in turns; gives what stayed parked, by item. */
export const deliverLife = async ({
  history,
  seen,
  cuts: all,
  processor,
  hasItems,
  onWritten,
}: LifeDelivery) => {
  const table = new Map<string, Image>()
  const keyOf = (keys: Image): string => (keys['PK'] as { readonly S: string }).S
  const items = {
    read: async ({ keys }: { readonly keys: Image }) => Promise.resolve(table.get(keyOf(keys))),
  }
  const { invoke, parked } = functionOf([processor], { originRules, ...(hasItems && { items }) })
  const records = history.map(({ record }) => seenAs(record, seen))
  let written = 0
  const writeUpTo = async (count: number): Promise<void> => {
    for (; written < count && written < history.length; written += 1) {
      const { key, now } = history[written] as Step
      if (now === undefined) table.delete(key)
      else table.set(key, now)
      await onWritten?.(written + 1)
    }
  }
  let position = 0
  for (let turn = 0; position < records.length; turn += 1) {
    const { ahead, length, again } = all[turn % all.length] as LifeDelivery['cuts'][number]
    await writeUpTo(position + length + ahead)
    const batch = records.slice(position, position + length)
    expect(await invoke(batch)).toEqual([])
    // A function that was killed after its writes remembers nothing of them.
    if (again) expect(await invoke(batch, { ledger: memoryLedgerStore() })).toEqual([])
    position += batch.length
  }
  const keys = new Set<string>()
  for (const { record } of await parked()) keys.add(keyOf(record.dynamodb?.Keys ?? {}))
  return { parked: keys, table }
}

/** Which write made an image. */
export const stepOf = (image: Image | undefined): number =>
  Number((image?.['step'] as { N: string } | undefined)?.N)

/** The last write of an item that has to be seen: it entered, or the words about the event let it through. */
export const lastToBeSeen = ({ expr }: Filter, history: readonly Step[], key: string): number =>
  history.findLastIndex(
    step =>
      step.key === key &&
      selects(expr, step.now) &&
      (!selects(expr, step.old) ||
        letsThrough(expr, { kind: 'MODIFY', old: step.old, now: step.now, origin: originIn(step) })),
  )

const originIn = ({ record, now, old }: Step): 'user' | 'ttl' | 'self' => {
  if (record.userIdentity !== undefined) return 'ttl'
  const writer = (now ?? old)?.['writer']
  return writer !== undefined && 'S' in writer && writer.S === 'self' ? 'self' : 'user'
}

/** Not all of it: an id of over 512 bytes would stand under its hash. */
export const shortStatusOf = (image: Image | undefined): string =>
  JSON.stringify(image?.['status'] ?? null).slice(0, 20)

/** Whether a write has to be seen by a sink that holds what the filter selects. */
export const isToBeSeen = ({ expr }: Filter, step: Step): boolean => {
  const { old, now } = step
  const [was, is] = [selects(expr, old), selects(expr, now)]
  return was !== is || (was && letsThrough(expr, { kind: 'MODIFY', old, now, origin: originIn(step) }))
}
