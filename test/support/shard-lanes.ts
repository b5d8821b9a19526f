import { defaultChoices } from '../../engine/machine/choices.ts'
import type { EngineChoices } from '../../engine/machine/choices.ts'
import type { EndRules } from '../../engine/machine/invocation-outcome.ts'
import type { ShardLane, Work } from '../../engine/machine/shard-lane.ts'
import { emptyLane, newWork } from '../../engine/machine/shard-lane.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import { defaultSettings } from '../../engine/settings.ts'
import { recordsTo } from './local-mapping.ts'
import { streamArn } from './records.ts'

/** When the machine's tests take place. */
export const laneNowMs = 1_767_225_600_000

/** Rules of a mapping with partial responses and delays without chance. */
export const laneRules = (
  settings: Partial<MappingSettings> = {},
  choices: Partial<EngineChoices> = {},
): EndRules => {
  const all: MappingSettings = {
    ...defaultSettings,
    StartingPosition: 'TRIM_HORIZON',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...settings,
  }
  return {
    settings: all,
    choices: { ...defaultChoices, retryJitter: 0, ...choices },
    nowMs: laneNowMs,
    random: 0.5,
    place: { settings: all, shardId: 'shard-1', streamArn },
  }
}

/** Work with records 1 to `count`. */
export const workTo = (count: number, state: Partial<Work> = {}): Work => ({
  ...newWork(recordsTo(count)),
  ...state,
})

/** A lane with an invocation under way. */
export const invokedLane = (work: readonly Work[], state: Partial<ShardLane> = {}): ShardLane => ({
  ...emptyLane,
  work,
  isInvoked: true,
  ...state,
})
