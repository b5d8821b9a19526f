import { expect, it } from 'vitest'
import type { ProcessorReport } from '../core/dispatch/report.ts'
import type { EngineEvent } from '../engine/events.ts'
import { changeLines } from './change-lines.ts'

const written = (functionName: string, ...outcomes: readonly Partial<ProcessorReport>[]): EngineEvent => ({
  event: 'EffectWritten',
  mapping: functionName,
  functionName,
  atMs: 0,
  report: {
    eventId: 'e1',
    eventName: 'INSERT',
    key: 'A',
    sequenceNumber: '1',
    streamArn: 'arn',
    outcomes: outcomes.map(outcome => ({
      processor: 'p',
      outcome: 'applied',
      ran: true,
      attempt: 1,
      ...outcome,
    })),
  },
})

const keptOut = (mapping: string): EngineEvent => ({
  event: 'FilterDecided',
  mapping,
  atMs: 0,
  shardId: 's',
  admitted: false,
  record: {
    eventSourceARN: 'arn',
    eventName: 'INSERT',
    dynamodb: { Keys: { PK: { S: 'A' } }, SequenceNumber: '1' },
  },
})

const linesFor = (...events: readonly EngineEvent[]): readonly string[] => {
  const lines: string[] = []
  const tell = changeLines(
    ['search', 'audit'].map(name => ({ mapping: name, functionName: name, streamArn: 'arn' })),
    text => lines.push(text),
  )
  for (const event of events) tell(event)
  return lines
}

it('gives a change one line when both functions are through with it', () => {
  expect(linesFor(written('audit', { processor: 'log' }))).toEqual([])
  expect(
    linesFor(written('audit', { processor: 'log' }), written('search', { processor: 'index' }, {})),
  ).toEqual(['INSERT A  search: index applied, p applied; audit: log applied\n'])
})

it('says what was noticed about versions', () => {
  expect(
    linesFor(
      written('search', { processor: 'index', note: 'version_inversion' }),
      written('audit', {
        outcome: 'parked',
        note: 'version_tie',
        error: { code: 'version.tied', message: 'm' },
      }),
    ),
  ).toEqual([
    'INSERT A  search: index applied [version_inversion]; audit: p parked (attempt 1: version.tied, m) [version_tie]\n',
  ])
})

it('leaves out a function whose FilterCriteria keep the change out', () => {
  expect(linesFor(keptOut('audit'), written('search', {}))).toEqual(['INSERT A  search: p applied\n'])
})

it('says that nobody wanted a change', () => {
  expect(linesFor(keptOut('audit'), written('search'))).toEqual(['INSERT A  filtered\n'])
})

it('tells a retry at once, and a redelivery of what is through not again', () => {
  const failed = written('search', { outcome: 'retry', error: { code: 'sink.throttled', message: 'm' } })

  const lines = linesFor(written('audit', {}), failed, written('search', {}), written('search', {}))

  expect(lines).toEqual([
    'INSERT A  search: p to be retried (attempt 1: sink.throttled, m)\n',
    'INSERT A  search: p applied; audit: p applied\n',
  ])
})

it('says that a function gave a change up', () => {
  const record = {
    eventSourceARN: 'arn',
    eventName: 'INSERT',
    dynamodb: { Keys: { PK: { S: 'A' } }, SequenceNumber: '1' },
  } as const
  const discarded: EngineEvent = {
    event: 'Discarded',
    mapping: 'search',
    atMs: 0,
    shardId: 's',
    records: [record],
    condition: 'RetryAttemptsExhausted',
  }

  expect(linesFor(written('audit', {}), discarded)).toEqual([
    'INSERT A  search: given up (RetryAttemptsExhausted); audit: p applied\n',
  ])
})

it('waits only for the functions on the stream of the change', () => {
  const lines: string[] = []
  const tell = changeLines(
    [
      { mapping: 'search', functionName: 'search', streamArn: 'arn' },
      { mapping: 'audit.people', functionName: 'audit', streamArn: 'people' },
      { mapping: 'audit.tickets', functionName: 'audit', streamArn: 'tickets' },
    ],
    text => lines.push(text),
  )

  tell(written('search', {}))
  tell({
    ...keptOut('audit.people'),
    record: { eventSourceARN: 'people', eventName: 'INSERT' },
  } as EngineEvent)

  expect(lines).toEqual(['INSERT A  search: p applied\n', expect.stringContaining('filtered') as unknown])
})
