import type { StreamRecord } from '../../core/record/stream-record.ts'
import { defaultChoices } from '../../engine/machine/choices.ts'
import { admit, emptyLane, end, formBatch, start } from '../../engine/machine/lane.ts'
import type { InvokeResult } from '../../engine/ports/function-target.ts'
import { mappingSettings } from '../../engine/settings.ts'

/** What a run over a shard is told. */
export interface ShardRun {
  readonly records: readonly StreamRecord[]
  readonly invoke: (records: readonly StreamRecord[]) => Promise<InvokeResult>
  readonly random: () => number
  readonly MaximumRetryAttempts: number
  readonly MaximumRecordAgeInSeconds: number
}

/** Works through a shard with Lambda's own failure machine; returns the records that were discarded. */
export const runShard = async (run: ShardRun): Promise<readonly StreamRecord[]> => {
  const { records, random, invoke } = run
  const settings = mappingSettings('simulated', {
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 5,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: run.MaximumRetryAttempts,
    MaximumRecordAgeInSeconds: run.MaximumRecordAgeInSeconds,
  })
  const discarded: StreamRecord[] = []
  let nowMs = (records.at(-1)?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000
  let lane = admit(
    emptyLane,
    records.map(record => ({ record, bytes: 100 })),
    nowMs,
  )
  while (lane.buffer.length > 0 || lane.work.length > 0) {
    lane = formBatch(lane, settings, nowMs, true)?.lane ?? lane
    nowMs = Math.max(nowMs, lane.work[0]?.notBeforeMs ?? nowMs)
    const started = start(lane, settings, nowMs)
    lane = started.lane
    discarded.push(...(started.discard?.records ?? []))
    if (started.invoke === undefined) continue
    const result = await invoke(started.invoke.records)
    const ended = end(lane, result, { settings, choices: defaultChoices, nowMs, random: random() })
    lane = ended.lane
    discarded.push(...(ended.discard?.records ?? []))
  }
  return discarded
}
