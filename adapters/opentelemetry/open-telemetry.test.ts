import { describe, expect, expectTypeOf, it } from 'vitest'
import { defineFaults } from '../../core/errors/define-faults.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { everything } from '../../core/filter/words.ts'
import { observers } from '../../core/observe/observers.ts'
import { batchProcessor, processor } from '../../core/processor/define-processor.ts'
import { notedTracer } from '../../test/support/noted-tracer.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import type { TracerLike } from './open-telemetry.ts'
import { openTelemetry } from './open-telemetry.ts'

const faults = defineFaults({
  'own.refused': { disposition: 'park', message: () => 'refused s3cr3t', remedy: 'None.' },
})

describe('spans', () => {
  it('stand in each other: batch, handler, sink, and what the sink uses', async () => {
    const tracer = notedTracer()
    const observe = observers(openTelemetry(tracer))
    const within: (string | undefined)[] = []
    const store = observe.sink('search', {
      write: async () => {
        await Promise.resolve()
        within.push(tracer.active())
      },
    })
    const index = batchProcessor({ name: 'index', filter: everything(), handle: async () => store.write() })
    const mail = processor({ name: 'mail', filter: everything(), handle: async () => store.write() })

    await functionOf([index, mail], { watch: observe.watch }).invoke([
      recordOf({ seq: 1, key: 'a' }),
      recordOf({ seq: 2, key: 'b' }),
    ])

    const spans = tracer.spans()
    expect(spans.map(({ name, parent }) => [name, parent]).toSorted()).toEqual([
      ['deliver test', undefined],
      ['handle index', 'deliver test'],
      ['handle mail', 'deliver test'],
      ['handle mail', 'deliver test'],
      ['search write', 'handle index'],
      ['search write', 'handle mail'],
      ['search write', 'handle mail'],
    ])
    expect(within).toEqual(['search write', 'search write', 'search write'])
    expect(spans.map(({ ended }) => ended)).toEqual(spans.map(() => 1))
    const range = (first: number, last: number) => ({
      'tailrace.stream': streamArn,
      'tailrace.first_sequence_number': seqOf(first),
      'tailrace.last_sequence_number': seqOf(last),
      'tailrace.records': last - first + 1,
    })
    expect(spans.find(({ name }) => name === 'deliver test')).toMatchObject({
      kind: 4,
      attributes: { ...range(1, 2), 'tailrace.function': 'test' },
      status: undefined,
    })
    expect(spans.filter(({ name }) => name === 'handle mail').map(({ attributes }) => attributes)).toEqual([
      { ...range(1, 1), 'tailrace.processor': 'mail' },
      { ...range(2, 2), 'tailrace.processor': 'mail' },
    ])
  })

  it('name the code of what failed, and have no message', async () => {
    const tracer = notedTracer()
    const observe = observers(openTelemetry(tracer))
    const store = observe.sink('search', {
      write: async () => Promise.reject(raise(faults, 'own.refused', {})),
    })
    const index = processor({ name: 'index', filter: everything(), handle: async () => store.write() })
    const slow = processor({
      name: 'slow',
      filter: everything(),
      handle: async () => Promise.reject(new TypeError('s3cr3t')),
    })

    await functionOf([index, slow], { watch: observe.watch }).invoke([recordOf({ seq: 1 })])

    const ends = Object.fromEntries(
      tracer
        .spans()
        .map(({ name, status, attributes }) => [name, [attributes['error.type'], status?.message]]),
    )
    expect(ends).toEqual({
      'search write': ['own.refused', 'own.refused'],
      'handle index': ['own.refused', 'own.refused'],
      'handle slow': ['TypeError', 'TypeError'],
      'deliver test': [undefined, '1 failed'],
    })
    expect(JSON.stringify(tracer.spans())).not.toContain('s3cr3t')
  })
})

/** As `@opentelemetry/api` declares what is used of it. */
interface ApiTracer {
  readonly startActiveSpan: (<F extends (span: ApiSpan) => unknown>(name: string, fn: F) => ReturnType<F>) &
    (<F extends (span: ApiSpan) => unknown>(name: string, options: ApiOptions, fn: F) => ReturnType<F>)
}
interface ApiOptions {
  kind?: 0 | 1 | 2 | 3 | 4
  attributes?: { [key: string]: string | number | boolean | string[] | undefined }
}
interface ApiSpan {
  readonly setAttribute: (key: string, value: string | number | boolean) => ApiSpan
  readonly setStatus: (status: { code: 0 | 1 | 2; message?: string }) => ApiSpan
  readonly end: (endTime?: Date | number) => void
}

it('takes a tracer as the API declares it', () => {
  expectTypeOf<ApiTracer>().toExtend<TracerLike>()
})
