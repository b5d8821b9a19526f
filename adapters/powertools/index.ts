// Entry `tailrace/powertools`: observers that write through the Logger and the Metrics of Powertools that one has.
export type { MetricsLike } from './metrics-like.ts'
export type { KeyedLogger } from './powertools-logger.ts'
export { powertoolsLogger } from './powertools-logger.ts'
export { powertoolsMetrics } from './powertools-metrics.ts'
