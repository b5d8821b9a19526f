import { asError } from '../../core/errors/thrown.ts'
import type { FillContext, FilledItem, FillingCheck, FillResult } from '../../core/processor/processor.ts'
import { versionFloor } from '../../core/version/version-strategy.ts'
import type { Documented } from './document-for.ts'
import { hashOf, ownerOf } from './document-metadata.ts'
import { announceFilling, withdrawFilling } from './filling-mark.ts'
import { refreshOneByOwner } from './refresh-by-owner.ts'
import { taskOfItem } from './refresh-documents.ts'
import type { SearchPlan } from './search-plan.ts'
import type { IndexOperation, SearchResult } from './search-store.ts'
import { answersTo } from './unanswered.ts'

type Wanted = Documented | undefined | Error

const wantedBy = async ({ projectItem }: SearchPlan, { keys, item }: FilledItem): Promise<Wanted> => {
  try {
    return await projectItem(keys, item)
  } catch (error) {
    return asError(error)
  }
}

const operationAt = (
  { index, version }: SearchPlan,
  { keys, item }: FilledItem,
  { id, content }: Documented,
  { streamArn, run, hour }: Pick<FillContext, 'streamArn' | 'run'> & { readonly hour: number },
): IndexOperation => ({
  op: 'index',
  index,
  id,
  guard: { by: 'newer', version: versionFloor(version, item, hour) },
  document: content,
  metadata: JSON.stringify({ stream: streamArn, owner: ownerOf(keys), hash: hashOf(content), run }),
})

const resultOf = (result: SearchResult | undefined): FillResult => {
  if (result instanceof Error) return result
  return result === 'applied' ? 'filled' : 'held'
}

/**
 * Only one item can have an id that is its key, so the floor decides: whatever a record wrote or deleted there has a
 * greater version and stays.
 */
const fillByVersion = async (
  plan: SearchPlan,
  items: readonly FilledItem[],
  context: FillContext,
): Promise<readonly FillResult[]> => {
  const { hour } = await plan.admit(context.streamArn, context)
  const found = await Promise.all(items.map(async item => ({ item, wanted: await wantedBy(plan, item) })))
  const planned = found.flatMap(each => {
    const { item, wanted } = each
    if (wanted === undefined || wanted instanceof Error) return []
    return [{ each, operation: operationAt(plan, item, wanted, { ...context, hour }) }]
  })
  const operations = planned.map(({ operation }) => operation)
  const answers = operations.length === 0 ? [] : await plan.store.write(operations, context.signal)
  const results = new Map(answersTo(plan.name, planned, answers).map(([{ each }, answer]) => [each, answer]))
  return found.map(each => {
    const { wanted } = each
    return wanted === undefined ? 'none' : wanted instanceof Error ? wanted : resultOf(results.get(each))
  })
}

/** No version orders ids that items hand to each other, and no deletion is remembered: item and document are asked. */
const fillByOwner = async (
  plan: SearchPlan,
  items: readonly FilledItem[],
  context: FillContext,
): Promise<readonly FillResult[]> => {
  const results: FillResult[] = []
  for (const each of items) {
    const wanted = await wantedBy(plan, each)
    if (wanted === undefined || wanted instanceof Error) {
      results.push(wanted ?? 'none')
      continue
    }
    const address = { streamArn: context.streamArn, keys: each.keys }
    const task = await taskOfItem(plan, { id: wanted.id, address }, context)
    const result = await refreshOneByOwner(plan, task, context.items, context.signal)
    results.push(result instanceof Error ? result : 'filled')
  }
  return results
}

/** How a plan's index is filled beside the one that is read. */
export const fillingOf = (plan: SearchPlan): Pick<FillingCheck, 'announce' | 'withdraw' | 'fill'> => ({
  announce: async (streamArns, context) => announceFilling(plan, streamArns, context),
  withdraw: async context => withdrawFilling(plan, context),
  fill: async (items, context) =>
    plan.projection.isIdDerived ? fillByOwner(plan, items, context) : fillByVersion(plan, items, context),
})
