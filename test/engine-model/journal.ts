import type { EngineChoices } from '../../engine/machine/choices.ts'
import type { Checkpoint } from '../../engine/ports/checkpoint-store.ts'
import type { FailureDocument } from '../../engine/ports/failure-destination.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import type { ModelStream, Written } from './stream.ts'

/** Holds what happens in a run against the rules, as it happens. */
export interface Journal {
  readonly problems: readonly string[]
  readonly began: (process: number, numbers: readonly number[]) => void
  /** The function is through; these are done according to the rules. */
  readonly ended: (process: number, numbers: readonly number[], done: readonly number[]) => void
  readonly died: (process: number) => void
  readonly told: (document: FailureDocument) => void
  readonly saved: (shardId: string, checkpoint: Checkpoint) => void
  /** Called at the end, when everything should be finished. */
  readonly finished: () => void
}

interface Running {
  readonly process: number
  readonly numbers: readonly number[]
}

const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))

/** The rules, told from the outside: nothing here knows how the engine works. */
export const newJournal = (
  { written }: ModelStream,
  settings: MappingSettings,
  { mergeDiscards }: Partial<EngineChoices>,
): Journal => {
  const problems: string[] = []
  const settled = new Set<number>()
  const delivered = new Set<number>()
  const discarded = new Set<number>()
  let running: readonly Running[] = []
  const lanes = settings.ParallelizationFactor
  const of = (seq: number): Written => {
    const found = written.get(seq)
    if (found === undefined) throw new Error(`record ${seq} was never written`)
    return found
  }
  const isWanted = ({ isOld }: Written): boolean => !isOld

  /** Records that have to be settled before this one may go to the function. */
  const before = (record: Written): readonly Written[] =>
    [...written.values()].filter(other => {
      if (record.ancestors.includes(other.shardId)) return true
      const isSameLine = other.shardId === record.shardId && other.seq < record.seq
      return isSameLine && (lanes === 1 || other.key === record.key)
    })

  const checkBatch = (numbers: readonly number[]): void => {
    const records = numbers.map(of)
    if (new Set(records.map(({ shardId }) => shardId)).size > 1)
      problems.push(`${numbers.join()} are of several shards`)
    const old = numbers.find(seq => of(seq).isOld)
    if (old !== undefined) problems.push(`${old} was there before the mapping began at LATEST`)
    if (!isAscending(numbers)) problems.push(`${numbers.join()} are out of order`)
    if (numbers.length > settings.BatchSize) problems.push(`${numbers.join()} are more than BatchSize`)
  }
  /** A record that is given up and waits for its neighbours to be told of with them does not hold up others. */
  const isBehind = ({ seq }: Written): boolean =>
    settled.has(seq) || (mergeDiscards === 'neighbours' && delivered.has(seq))
  const checkOrder = (numbers: readonly number[]): void => {
    const inBatch = new Set(numbers)
    const { shardId } = of(numbers[0] ?? 0)
    const child = [...delivered].find(seq => of(seq).ancestors.includes(shardId))
    if (child !== undefined) problems.push(`${numbers.join()} of ${shardId} came after ${child} of its child`)
    for (const record of numbers.map(of)) {
      const early = before(record).find(
        other => isWanted(other) && !isBehind(other) && !inBatch.has(other.seq),
      )
      if (early) problems.push(`${record.seq} was delivered before ${early.seq} was finished`)
    }
  }
  const checkConcurrency = (process: number, numbers: readonly number[]): void => {
    const beside = running.filter(
      other =>
        other.process === process &&
        other.numbers.some(seq => of(seq).shardId === of(numbers[0] ?? 0).shardId),
    )
    if (beside.length >= lanes)
      problems.push(`${numbers.join()} ran beside ${beside.length} others of its shard`)
    const busy = new Set(beside.flatMap(other => other.numbers.map(seq => of(seq).key)))
    if (numbers.some(seq => busy.has(of(seq).key)))
      problems.push(`an item of ${numbers.join()} was in two invocations`)
  }
  const spanOf = ({ DDBStreamBatchInfo: info, payload }: FailureDocument): readonly number[] => {
    const { Records } = JSON.parse(payload ?? '{"Records":[]}') as {
      readonly Records: readonly { readonly dynamodb: { readonly SequenceNumber: string } }[]
    }
    const listed = Records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber))
    if (listed.length > 0) return listed
    const [from, to] = [Number(info.startSequenceNumber), Number(info.endSequenceNumber)]
    return [...written.values()]
      .filter(({ seq, shardId }) => shardId === info.shardId && seq >= from && seq <= to)
      .map(({ seq }) => seq)
  }

  return {
    problems,
    began: (process, numbers) => {
      if (numbers.length > 0) {
        checkBatch(numbers)
        checkOrder(numbers)
        checkConcurrency(process, numbers)
      }
      for (const seq of numbers) delivered.add(seq)
      running = [...running, { process, numbers }]
    },
    ended: (process, numbers, done) => {
      const index = running.findIndex(each => each.process === process && each.numbers === numbers)
      running = running.toSpliced(index, 1)
      for (const seq of done) settled.add(seq)
    },
    died: process => {
      running = running.filter(each => each.process !== process)
    },
    told: document => {
      const { condition, approximateInvokeCount } = document.requestContext
      const limit = settings.MaximumRetryAttempts + 1
      if (condition === 'RetryAttemptsExhausted' && approximateInvokeCount !== limit)
        problems.push(`given up after ${approximateInvokeCount} invocations instead of ${limit}`)
      for (const seq of spanOf(document)) {
        settled.add(seq)
        discarded.add(seq)
      }
    },
    saved: (shardId, checkpoint) => {
      if (checkpoint.type === 'latest') return
      const end = checkpoint.type === 'after' ? Number(checkpoint.sequenceNumber) : Infinity
      for (const record of written.values()) {
        const isPassed = record.shardId === shardId && record.seq <= end && isWanted(record)
        if (isPassed && !settled.has(record.seq))
          problems.push(`the checkpoint of ${shardId} passed ${record.seq}, which is not finished`)
      }
    },
    finished: () => {
      for (const record of written.values()) {
        if (!isWanted(record)) continue
        if (!settled.has(record.seq)) problems.push(`${record.seq} was never finished`)
        if (!delivered.has(record.seq) && !discarded.has(record.seq))
          problems.push(`${record.seq} was neither delivered nor told of`)
      }
    },
  }
}
