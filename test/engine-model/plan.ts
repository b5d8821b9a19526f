import type { EngineChoices } from '../../engine/machine/choices.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'

/** Draws from one seed. */
export interface Dice {
  readonly chance: (share: number) => boolean
  /** A whole number from 0 to below. */
  readonly below: (limit: number) => number
  readonly oneOf: <T>(values: readonly [T, ...T[]]) => T
  readonly random: () => number
}

export const diceOf = (seed: number): Dice => {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  return {
    random,
    below,
    chance: share => random() < share,
    oneOf: ([first, ...others]) => [first, ...others][below(others.length + 1)] ?? first,
  }
}

/** What one seed is about: settings and choices for the engine, habits for the function. */
export interface Plan {
  readonly settings: Partial<MappingSettings> & Pick<MappingSettings, 'StartingPosition'>
  readonly choices: Partial<EngineChoices>
  readonly steps: number
  /** Share of invocations that are throttled, and of records that fail at first. */
  readonly throttled: number
  readonly poisoned: number
  /** A poison record never succeeds; only where something ends its retries. */
  readonly isPoisonForEver: boolean
}

export const planOf = (dice: Dice): Plan => {
  const { chance, oneOf, below } = dice
  const MaximumRetryAttempts = oneOf([-1, 0, 1, 3])
  const MaximumRecordAgeInSeconds = chance(0.15) ? 60 : -1
  return {
    settings: {
      StartingPosition: oneOf(['TRIM_HORIZON', 'TRIM_HORIZON', 'LATEST']),
      BatchSize: 1 + below(7),
      ParallelizationFactor: chance(0.5) ? 1 : 2 + below(3),
      MaximumBatchingWindowInSeconds: chance(0.3) ? 2 : 0,
      MaximumRetryAttempts,
      MaximumRecordAgeInSeconds,
      BisectBatchOnFunctionError: chance(0.4),
      FunctionResponseTypes: chance(0.6) ? ['ReportBatchItemFailures'] : [],
      TumblingWindowInSeconds: chance(0.15) ? 30 : 0,
    },
    choices: {
      mergeDiscards: oneOf(['none', 'neighbours']),
      bisectCut: oneOf(['floor', 'ceil']),
      bisectRetries: oneOf(['fresh', 'inherited']),
      partialRemainder: oneOf(['alone', 'refilled']),
      staleIdentifier: oneOf(['whole-failure', 'ignored']),
      destinationTries: Infinity,
      pollIntervalMs: 1_000,
    },
    steps: 5 + below(30),
    throttled: chance(0.5) ? 0.1 : 0,
    poisoned: oneOf([0, 0.05, 0.3]),
    isPoisonForEver: (MaximumRetryAttempts >= 0 || MaximumRecordAgeInSeconds > 0) && chance(0.5),
  }
}
