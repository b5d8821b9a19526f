import type { FaultScenario } from './scenario.ts'
import { dataScenarios } from './scenarios/data.ts'
import { functionScenarios } from './scenarios/functions.ts'
import { mixedScenarios } from './scenarios/mixed.ts'
import { rebuildScenarios } from './scenarios/rebuilds.ts'
import { shardScenarios } from './scenarios/shards.ts'
import { sinkScenarios } from './scenarios/sinks.ts'
import { streamScenarios } from './scenarios/stream-life.ts'

const numberOf = ({ id }: FaultScenario): number => Number(id.slice(1))

/** The matrix, F1 to F38. */
export const faultScenarios: readonly FaultScenario[] = [
  ...shardScenarios,
  ...streamScenarios,
  ...functionScenarios,
  ...sinkScenarios,
  ...dataScenarios,
  ...rebuildScenarios,
  ...mixedScenarios,
].toSorted((a, b) => numberOf(a) - numberOf(b))
