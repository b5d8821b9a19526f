// Entry `tailrace/opentelemetry`: spans through the tracer that one has.
export type { SpanLike, TracerLike } from './open-telemetry.ts'
export { openTelemetry } from './open-telemetry.ts'
