import type { StreamRecord } from '../../core/record/stream-record.ts'
import { defaultChoices } from '../../engine/machine/choices.ts'
import { settleInvocation } from '../../engine/machine/settle-invocation.ts'
import { formBatch } from '../../engine/machine/form-batch.ts'
import { admit, emptyLane } from '../../engine/machine/shard-lane.ts'
import { start } from '../../engine/machine/start.ts'
import type { InvokeResult } from '../../engine/ports/function-target.ts'
import { mappingSettings } from '../../engine/settings.ts'
import type { SimulatedClock } from '../../engine/simulated-clock.ts'

/** What a run over a shard is told. */
export interface ShardRun {
  readonly records: readonly StreamRecord[]
  readonly invoke: (records: readonly StreamRecord[]) => Promise<InvokeResult>
  readonly random: () => number
  readonly clock: SimulatedClock
  readonly MaximumRetryAttempts: number
  readonly MaximumRecordAgeInSeconds: number
  /** @defaultValue 5 */
  readonly BatchSize?: number
}

/** Works through a shard with Lambda's own failure machine; returns the records that were discarded. */
export const runShard = async (run: ShardRun): Promise<readonly StreamRecord[]> => {
  const { records, random, clock, invoke } = run
  const settings = mappingSettings('simulated', {
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: run.BatchSize ?? 5,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: run.MaximumRetryAttempts,
    MaximumRecordAgeInSeconds: run.MaximumRecordAgeInSeconds,
  })
  const discarded: StreamRecord[] = []
  const admitted = records.map(record => ({ record, bytes: 100 }))
  const place = { settings, shardId: 'simulated', streamArn: 'simulated' }
  const rulesNow = () => ({ settings, choices: defaultChoices, nowMs: clock.now() })
  let lane = admit(emptyLane, admitted, clock.now())
  while (lane.buffer.length > 0 || lane.work.length > 0) {
    lane = formBatch(lane, rulesNow(), true)?.lane ?? lane
    const waitMs = (lane.work[0]?.notBeforeMs ?? 0) - clock.now()
    if (waitMs > 0) await clock.pass(waitMs)
    const started = start(lane, rulesNow(), place)
    lane = started.lane
    discarded.push(...started.discards.flatMap(discard => discard.records))
    if (started.invoke === undefined) continue
    const result = await invoke(started.invoke.records)
    const ended = settleInvocation(lane, result, { ...rulesNow(), random: random(), place })
    lane = ended.lane
    discarded.push(...ended.discards.flatMap(discard => discard.records))
  }
  return discarded
}
