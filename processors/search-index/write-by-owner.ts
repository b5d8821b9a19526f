import type { AnyChange } from '../../core/change/change.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { orError } from '../../core/errors/thrown.ts'
import { compareSequenceNumbers } from '../../core/record/sequence-number.ts'
import type { IdClaims } from './id-claims.ts'
import { idClaimsOf } from './id-claims.ts'
import type { DocumentMetadata } from './document-metadata.ts'
import { hashOf, isAtLeast, metadataIn, ownerOf } from './document-metadata.ts'
import { indexFaults } from './faults.ts'
import { lookAtDocuments } from './look-at.ts'
import { confirmByOwner, refreshByOwner } from './refresh-by-owner.ts'
import { keysOf } from './read-tasks.ts'
import type { SearchPlan, Settled, WritingContext, Task } from './search-plan.ts'
import type { SearchOperation, Seen } from './search-store.ts'
import { answersTo } from './unanswered.ts'

const mostTries = 5

/** A task, and what its images say about ids. */
interface Claimant {
  readonly task: Task
  readonly owner: string
  readonly claims: IdClaims
}

/** What is to be done about one id for one item. */
type Step =
  | { readonly do: 'nothing' }
  | { readonly do: 'write'; readonly operation: SearchOperation }
  /** Versions and numbers do not say; the table has to. */
  | { readonly do: 'ask'; readonly because: Error }

const nothing: Step = { do: 'nothing' }

const ask = (because: Error): Step => ({ do: 'ask', because })

/** Whether the one that holds a document gave it up in this batch, after it was written. */
const hasLeft = (
  { owner, stream, seq }: DocumentMetadata,
  id: string,
  claimants: readonly Claimant[],
): boolean => {
  const change = claimants.find(each => each.owner === owner)?.claims.left.get(id)
  return (
    change !== undefined &&
    seq !== undefined &&
    stream === change.streamArn &&
    compareSequenceNumbers(seq, change.sequenceNumber) <= 0
  )
}

const tied = (id: string): Error => raise(indexFaults, 'version.tied', { id })

/** Taking an id: where nothing is, where the item's own document is, or where its holder has left it. */
const stepToTake = (
  index: string,
  claimant: Claimant,
  all: ReadonlyMap<string, Seen>,
  claimants: readonly Claimant[],
): Step => {
  const { task, owner, claims } = claimant
  if (claims.taken === undefined) return nothing
  const { id, content } = claims.taken
  const seen = all.get(id)
  const { streamArn: stream, sequenceNumber: seq } = task.last
  const metadata = JSON.stringify({ stream, seq, owner, hash: hashOf(content) })
  const write = (guard: SearchOperation['guard']): Step => ({
    do: 'write',
    operation: { op: 'index', index, id, guard, document: content, metadata },
  })
  if (claimants.some(other => other !== claimant && other.claims.taken?.id === id))
    return ask(raise(indexFaults, 'search.id-taken', { id, owner: 'another one of the batch' }))
  if (seen?.found !== true) return write({ by: 'absent' })
  const found = metadataIn(seen.metadata)
  const guard = { by: 'seen' as const, token: seen.token }
  if (found.owner === undefined) return ask(tied(id))
  if (found.owner !== owner)
    return hasLeft(found, id, claimants)
      ? write(guard)
      : ask(raise(indexFaults, 'search.id-taken', { id, owner: found.owner }))
  if (isAtLeast(found, task.last)) return nothing
  return found.seq === undefined || found.stream !== stream ? ask(tied(id)) : write(guard)
}

/** Leaving an id: only the item's own document goes, and only one that is older than the leaving. */
const stepToLeave = (
  index: string,
  { owner }: Claimant,
  [id, change]: readonly [id: string, change: AnyChange],
  seen: Seen | undefined,
  isTaken: boolean,
): Step => {
  // What another item of this batch takes over is not to be taken away first.
  if (seen?.found !== true || isTaken) return nothing
  const found = metadataIn(seen.metadata)
  if (found.owner !== undefined && found.owner !== owner) return nothing
  const isOlder =
    found.seq !== undefined &&
    found.stream === change.streamArn &&
    compareSequenceNumbers(found.seq, change.sequenceNumber) <= 0
  if (!isOlder) return isAtLeast(found, change) ? nothing : ask(tied(id))
  return { do: 'write', operation: { op: 'delete', index, id, guard: { by: 'seen', token: seen.token } } }
}

interface Planned {
  readonly claimant: Claimant
  readonly steps: readonly Step[]
}

/** What another item of the batch is about to write over need not be taken away, and in one request may not be. */
const planAll = (
  index: string,
  open: readonly Claimant[],
  all: readonly Claimant[],
  seen: ReadonlyMap<string, Seen>,
): readonly Planned[] => {
  const taking = open.map(claimant => ({ claimant, step: stepToTake(index, claimant, seen, all) }))
  const written = new Set(taking.flatMap(({ step }) => (step.do === 'write' ? [step.operation.id] : [])))
  return taking.map(({ claimant, step }) => {
    const leaving = [...claimant.claims.left].map(left =>
      stepToLeave(index, claimant, left, seen.get(left[0]), written.has(left[0])),
    )
    return { claimant, steps: [...leaving, step] }
  })
}

/** How it went for one claimant; one that was held back looks again. */
type Outcome = 'applied' | 'unchanged' | 'held back' | { readonly because: Error } | Error

const outcomeOf = ({ steps }: Planned, results: ReadonlyMap<SearchOperation, unknown>): Outcome => {
  const ended = steps.flatMap(step => (step.do === 'write' ? [results.get(step.operation)] : []))
  const error = ended.find(result => result instanceof Error)
  if (error instanceof Error) return error
  const asking = steps.find(step => step.do === 'ask')
  if (asking?.do === 'ask') return { because: asking.because }
  if (ended.some(result => result !== 'applied')) return 'held back'
  return ended.length > 0 ? 'applied' : 'unchanged'
}

const idsOf = ({ claims: { left, taken } }: Claimant): readonly string[] => [
  ...left.keys(),
  ...(taken === undefined ? [] : [taken.id]),
]

const writePlanned = async (
  { name, store }: SearchPlan,
  planned: readonly Planned[],
  signal: AbortSignal,
): Promise<ReadonlyMap<SearchOperation, unknown>> => {
  // What an item has left goes, also where what it is to take is still in doubt.
  const operations = planned.flatMap(({ steps }) =>
    steps.flatMap(step => (step.do === 'write' ? [step.operation] : [])),
  )
  const results = operations.length === 0 ? [] : await store.write(operations, signal)
  return new Map(answersTo(name, operations, results))
}

const claimantsOf = (
  { projection }: SearchPlan,
  tasks: readonly Task[],
  settled: Settled,
): readonly Claimant[] =>
  tasks.flatMap(task => {
    const claims = orError(() => idClaimsOf(task.group, projection))
    if (!(claims instanceof Error)) return [{ task, owner: ownerOf(keysOf(task)), claims }]
    settled.set(task.group, claims)
    return []
  })

/** Looks and writes until nothing is held back any more: between the look and the write somebody else may have been. */
const writeUntilTaken = async (
  plan: SearchPlan,
  claimants: readonly Claimant[],
  { signal }: WritingContext,
): Promise<ReadonlyMap<Claimant, Outcome>> => {
  const outcomes = new Map<Claimant, Outcome>()
  let open = claimants
  for (let tries = 0; open.length > 0 && tries < mostTries; tries += 1) {
    const seen = await lookAtDocuments(plan, open.flatMap(idsOf), signal)
    const planned = planAll(plan.index, open, claimants, seen)
    const results = await writePlanned(plan, planned, signal)
    for (const each of planned) outcomes.set(each.claimant, outcomeOf(each, results))
    open = open.filter(each => outcomes.get(each) === 'held back')
  }
  return outcomes
}

/**
 * Writes documents whose id is derived from an image, so that one may pass from an item to another. What is there is
 * looked at first, and written only if it still is what was looked at; with a source to refresh from, item and
 * document are read again afterwards. Within a batch the stream's order decides.
 */
export const writeByOwner = async (
  plan: SearchPlan,
  tasks: readonly Task[],
  settled: Settled,
  context: WritingContext,
): Promise<void> => {
  const claimants = claimantsOf(plan, tasks, settled)
  const outcomes = await writeUntilTaken(plan, claimants, context)
  const asking: Task[] = []
  const done: Task[] = []
  for (const [{ task }, outcome] of outcomes) {
    if (outcome === 'applied' || outcome === 'unchanged') {
      settled.set(task.group, outcome)
      done.push(task)
    } else if (outcome instanceof Error) settled.set(task.group, outcome)
    else if (outcome === 'held back')
      settled.set(task.group, raise(indexFaults, 'search.unsettled', { id: task.ids[0], tries: mostTries }))
    else if (context.items === undefined) settled.set(task.group, outcome.because)
    else asking.push(task)
  }
  if (context.items === undefined) return
  const doubtful = await confirmByOwner(plan, done, context.items, context)
  await refreshByOwner(plan, [...asking, ...doubtful], context.items, settled, context)
}
