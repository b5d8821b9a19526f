import { AsyncLocalStorage } from 'node:async_hooks'
import type { TracerLike } from '../../adapters/opentelemetry/open-telemetry.ts'

/** A span as it was when somebody looked. */
export interface NotedSpan {
  readonly name: string
  readonly parent: string | undefined
  readonly kind: number
  readonly attributes: Readonly<Record<string, string | number>>
  readonly status: { readonly code: number; readonly message?: string } | undefined
  readonly ended: number
}

/** A tracer with the asynchronous context that the API has once an SDK is registered. */
export interface NotedTracer extends TracerLike {
  readonly spans: () => readonly NotedSpan[]
  /** The name of the span that is active here. */
  readonly active: () => string | undefined
}

/** Keeps spans as the SDK's in-memory exporter would; the SDK is not among our packages. */
export const notedTracer = (): NotedTracer => {
  type Mutable = { -readonly [K in keyof NotedSpan]: NotedSpan[K] } & {
    attributes: Record<string, string | number>
  }
  const spans: Mutable[] = []
  const context = new AsyncLocalStorage<Mutable>()
  return {
    spans: () => spans,
    active: () => context.getStore()?.name,
    startActiveSpan: (name, { kind, attributes }, work) => {
      const span: Mutable = {
        ...{ name, parent: context.getStore()?.name, kind },
        ...{ attributes: { ...attributes }, status: undefined, ended: 0 },
      }
      spans.push(span)
      return context.run(span, () =>
        work({
          setAttribute: (key, value) => (span.attributes[key] = value),
          setStatus: status => (span.status = status),
          end: () => (span.ended += 1),
        }),
      )
    },
  }
}
