import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordReport } from '../../../core/dispatch/report.ts'
import { inProcessFunction } from '../../../engine/function/in-process-function.ts'
import { simulatedClock } from '../../../engine/simulated-clock.ts'
import { recordsTo } from '../../../test/support/local-mapping.ts'
import { answerSightings } from './answer-sightings.ts'
import { warningTexts } from './warning-texts.ts'
import { retryLimitOf, retrySightings, watchedTarget } from './watched-target.ts'
import type { Warned } from './warnings.ts'
import { newWarnings } from './warnings.ts'

const records = recordsTo(4).map((record, index) => ({ ...record, eventID: `e${index + 1}` }))
const numbers = records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '')
const declared = { FunctionResponseTypes: ['ReportBatchItemFailures'] } as const
const undeclared = { FunctionResponseTypes: [] } as const
const failures = (...identifiers: readonly unknown[]): object => ({
  batchItemFailures: identifiers.map(itemIdentifier => ({ itemIdentifier })),
})
const codesOf = (value: unknown, settings: typeof declared | typeof undeclared): readonly string[] =>
  answerSightings(records, { type: 'returned', value }, settings).map(({ code }) => code)

describe('what is warned of in an answer', () => {
  it('is nothing in answers that Lambda takes as they were meant', () => {
    const quiet = fc.oneof(
      fc.constantFrom(null, undefined, '', 'done', {}, { statusCode: 200 }, failures(), {
        batchItemFailures: null,
      }),
      fc.subarray(numbers).map(some => failures(...some)),
    )
    fc.assert(
      fc.property(quiet, answer => {
        expect(codesOf(answer, declared)).toEqual([])
      }),
    )
  })

  it('is how many changes an undeclared list drops', () => {
    fc.assert(
      fc.property(fc.subarray(numbers, { minLength: 1 }), some => {
        expect(answerSightings(records, { type: 'returned', value: failures(...some) }, undeclared)).toEqual([
          { code: 'handler.failures-not-declared', changes: some.length },
        ])
      }),
    )
  })

  it.each([
    ['an eventID', ['e2'], ['handler.identifier-is-event-id']],
    ['an eventID beside a number', [numbers[0], 'e2'], ['handler.identifier-is-event-id']],
    ['one of another batch', ['000000000000000000009'], ['handler.identifier-unknown']],
    ['a number that is no text', [1], ['handler.identifier-unknown']],
    ['nothing', [undefined], ['handler.identifier-unknown']],
    ['an empty text', [''], ['handler.identifier-unknown']],
  ])('names %s', (_, identifiers, codes) => {
    expect(codesOf(failures(...identifiers), declared)).toEqual(codes)
    expect(codesOf(failures(...identifiers), undeclared)).toEqual(['handler.failures-not-declared', ...codes])
  })

  it.each([
    ['another spelling', { BatchItemFailures: [{ itemIdentifier: numbers[1] }] }],
    ['another style', { batch_item_failures: [{ item_identifier: numbers[1] }] }],
    ['text', JSON.stringify(failures(numbers[1]))],
  ])('is %s, declared or not', (_, answer) => {
    for (const settings of [declared, undeclared])
      expect(answerSightings(records, { type: 'returned', value: answer }, settings)).toEqual([
        { code: 'handler.failures-misspelled', changes: 1 },
      ])
  })
})

describe('a warning', () => {
  it('is told once for a function, and counted', () => {
    const told: Warned[] = []
    const warnings = newWarnings(event => told.push(event))
    const sighting = { code: 'handler.failures-not-declared', changes: 2 } as const
    for (const name of ['a', 'b', 'a']) warnings.see(name, sighting)

    expect(told.map(({ functionName }) => functionName)).toEqual(['a', 'b'])
    expect(told[0]?.message).toContain('so 2 changes are dropped')
    expect(warnings.counts()).toEqual([
      { code: 'handler.failures-not-declared', function: 'a', times: 2, changes: 4 },
      { code: 'handler.failures-not-declared', function: 'b', times: 1, changes: 2 },
    ])
  })

  it('stands in the reference with what it means', () => {
    const page = readFileSync('docs/reference/warnings.md', 'utf8')

    expect([...page.matchAll(/`(handler\.[a-z-]+)`/g)].map(([, code]) => code)).toEqual(
      Object.keys(warningTexts),
    )
  })
})

describe('a function that declares a list of failures', () => {
  const codesAfter = async (...answers: readonly (() => unknown)[]): Promise<readonly string[]> => {
    const told: string[] = []
    let calls = 0
    const inner = inProcessFunction({
      functionName: 'f',
      clock: simulatedClock(),
      handler: () => answers[calls++]?.(),
    })
    const { target, atQuiet } = watchedTarget(
      inner,
      declared,
      newWarnings(({ code }) => told.push(code)),
    )
    for (const id of answers.keys()) await target.invoke({ Records: records }, String(id))
    atQuiet()
    atQuiet()
    return told
  }
  const throws = (): never => {
    throw new Error('down')
  }

  it.each<[string, readonly (() => unknown)[], readonly string[]]>([
    ['never returned one', [() => undefined, () => ({ ok: true })], ['handler.failures-never-reported']],
    ['returned an empty one', [() => undefined, () => failures()], []],
    ['threw', [() => undefined, throws], []],
    ['was never called', [], []],
  ])('is warned of at the end when it %s', async (_, answers, codes) => {
    expect(await codesAfter(...answers)).toEqual(codes)
  })
})

describe('retries that end before a record is parked', () => {
  const report = (attempt: number, outcome: 'retry' | 'parked'): readonly RecordReport[] => [
    {
      eventId: 'e',
      eventName: 'INSERT',
      key: 'A',
      sequenceNumber: '1',
      streamArn: 'arn',
      outcomes: [{ processor: 'p', outcome, ran: true, attempt }],
    },
  ]
  const limit = (...limits: readonly number[]): number =>
    retryLimitOf({
      streams: limits.map(MaximumRetryAttempts => ({ settings: { MaximumRetryAttempts } })) as never,
    })

  it.each([
    ['its third failure goes on', 3, 'retry', [2], 1],
    ['its second failure goes on', 2, 'retry', [2], 0],
    ['it is parked', 3, 'parked', [2], 0],
    ['there is no limit', 99, 'retry', [-1], 0],
    ['one of its streams has a limit', 3, 'retry', [-1, 2], 1],
  ] as const)('are seen or not: %s', (_, attempt, outcome, limits, expected) => {
    expect(retrySightings(report(attempt, outcome), limit(...limits))).toHaveLength(expected)
  })
})
