import type { Clock } from '../../core/clock.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { unheardFailures } from '../../engine/machine/answered.ts'
import { interpretResponse } from '../../engine/machine/interpret-response.ts'
import type { FunctionTarget } from '../../engine/ports/function-target.ts'

/** What {@link deliver} takes. */
export interface DeliverOptions {
  readonly target: FunctionTarget
  readonly clock: Clock
  readonly newId: () => string
  readonly onInvoke: (isRetry: boolean) => void
  /** Tries without any progress before what is left is given up. */
  readonly maxTries: number
  /** Whether the mapping has ReportBatchItemFailures: without it every answer is success. @defaultValue true */
  readonly reportsItems?: boolean
  /** What is not finished when it aborts is given up. */
  readonly signal?: AbortSignal
}

const firstDelayMs = 25
const maxDelayMs = 200

const delayMs = (failed: number): number => Math.min(maxDelayMs, firstDelayMs * 2 ** (failed - 1))

type Records = readonly StreamRecord[]

/** What is not done after a delivery. */
export interface Delivered {
  readonly failed: Records
  /** The function said that they failed, and its mapping does not hear that. */
  readonly dropped: Records
  /** Why `failed` was given up. */
  readonly reasons: readonly string[]
}

/**
 * Gives a batch to a function until it is finished, as an event source mapping would, but at once: a partial
 * response brings the rest back, a failure halves the batch, so that one record that cannot be placed does not take
 * its neighbours with it.
 *
 * @returns what was not done
 */
export const deliver = async (batch: Records, options: DeliverOptions): Promise<Delivered> => {
  const { target, clock, newId, onInvoke, maxTries, signal, reportsItems = true } = options
  const waiting: Records[] = [batch]
  const failed: StreamRecord[] = []
  const dropped: StreamRecord[] = []
  const reasons: string[] = []
  let tries = 0
  let isFirst = true

  const giveUp = (records: Records, reason: string): void => {
    failed.push(...records)
    reasons.push(reason)
  }
  const fail = (records: Records, reason: string): void => {
    if (records.length === 1) {
      giveUp(records, reason)
      return
    }
    const middle = Math.floor(records.length / 2)
    waiting.unshift(records.slice(0, middle), records.slice(middle))
  }

  for (let records = waiting.shift(); records !== undefined; records = waiting.shift()) {
    if (records.length === 0) continue
    if (signal?.aborted === true) {
      giveUp(records, 'interrupted')
      continue
    }
    onInvoke(!isFirst)
    isFirst = false
    const result = await target.invoke({ Records: records }, newId())
    if (result.type !== 'returned') {
      fail(records, result.message)
      continue
    }
    const verdict = interpretResponse(reportsItems ? result.value : undefined, records)
    if (verdict.type === 'failure') fail(records, verdict.reason)
    const FunctionResponseTypes = reportsItems ? (['ReportBatchItemFailures'] as const) : []
    dropped.push(...unheardFailures(records, result, { FunctionResponseTypes }))
    if (verdict.type !== 'partial') {
      tries = 0
      continue
    }
    tries = verdict.from > 0 ? 1 : tries + 1
    const rest = records.slice(verdict.from)
    if (tries >= maxTries) giveUp(rest, `not done after ${tries} tries`)
    else {
      await clock.wait(delayMs(tries), signal)
      waiting.unshift(rest)
    }
  }
  return { failed, dropped, reasons }
}
