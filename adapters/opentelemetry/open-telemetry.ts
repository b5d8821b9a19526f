import type { WorkEnd, ObservedRecords, Observer } from '../../core/observe/observer.ts'

/** What is used of a span of `@opentelemetry/api`. */
export interface SpanLike {
  /** Says something of the work. */
  readonly setAttribute: (key: string, value: string | number) => unknown
  /** Says that it failed. */
  readonly setStatus: (status: { code: 2; message: string }) => unknown
  /** Ends it, now. */
  readonly end: () => unknown
}

/** What is used of a tracer of `@opentelemetry/api`, of version 1 and whatever comes after with the same. */
export interface TracerLike {
  /** Begins a span, and does work with it as the active one. */
  readonly startActiveSpan: (
    name: string,
    options: { kind: 0 | 2 | 4; attributes: Record<string, string | number> },
    work: (span: SpanLike) => Promise<void>,
  ) => unknown
}

/** SpanKind and SpanStatusCode of the API, which stay as they are. */
const [internal, client, consumer, failedStatus] = [0, 2, 4, 2] as const

type Attributes = Readonly<Record<string, string | number>>

const recordsAttributes = (of: ObservedRecords): Attributes => ({
  'tailrace.stream': of.streamArn,
  'tailrace.first_sequence_number': of.firstSequenceNumber,
  'tailrace.last_sequence_number': of.lastSequenceNumber,
  'tailrace.records': of.records,
})

const endSpan = (span: SpanLike, { error, failed }: WorkEnd): void => {
  try {
    if (error === undefined && failed === 0) return
    span.setAttribute('tailrace.failed', failed)
    if (error !== undefined) span.setAttribute('error.type', error)
    span.setStatus({ code: failedStatus, message: error ?? `${failed} failed` })
  } finally {
    span.end()
  }
}

/**
 * Makes spans: of each batch, in it of each call of a handler, and in that of each call of a sink that `Observers.sink`
 * gave. Spans of what the sinks use, such as the SDK's by its own instrumentation, are within theirs. Keys, values and
 * messages of errors are in none; stream and sequence numbers are.
 *
 * @param tracer of your own version of `@opentelemetry/api`
 * @example
 * ```ts
 * import { trace } from '@opentelemetry/api'
 * const observe = observers(openTelemetry(trace.getTracer('tailrace')))
 * ```
 */
export const openTelemetry = (tracer: TracerLike): Observer => {
  const around = async (
    name: string,
    kind: 0 | 2 | 4,
    attributes: Attributes,
    run: () => Promise<WorkEnd>,
  ): Promise<void> => {
    await tracer.startActiveSpan(name, { kind, attributes: { ...attributes } }, async span => {
      endSpan(span, await run())
    })
  }
  return {
    name: 'opentelemetry',
    batch: async (batch, run) =>
      around(
        `deliver ${batch.functionName}`,
        consumer,
        { ...recordsAttributes(batch), 'tailrace.function': batch.functionName },
        run,
      ),
    call: async (call, run) =>
      around(
        `handle ${call.processor}`,
        internal,
        { ...recordsAttributes(call), 'tailrace.processor': call.processor },
        run,
      ),
    sink: async ({ sink, operation }, run) =>
      around(`${sink} ${operation}`, client, { 'tailrace.sink': sink, 'tailrace.operation': operation }, run),
  }
}
