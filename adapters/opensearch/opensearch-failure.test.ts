import { describe, expect, it } from 'vitest'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import {
  defaultRetryAfterMs,
  engineErrorOf,
  isForContent,
  loneFault,
  reasonGiven,
  requestFault,
} from './opensearch-failure.ts'

/** An answer that a client throws. */
const answered = (statusCode: number | undefined, body?: unknown, headers?: object): Error =>
  Object.assign(new Error(statusCode === undefined ? 'no status' : 'an answer, quoted: secret'), {
    statusCode,
    body,
    headers,
  })

const byEngine = (type: string, reason: string): object => ({ error: { type, reason } })
const noRight = byEngine('security_exception', 'no permissions for [indices:write].')

describe('a request that failed as a whole', () => {
  it.each<[string, Error, object]>([
    [
      'by somebody who has no right',
      answered(403, noRight),
      {
        code: 'search.access-denied',
        detail: { sink: 's', status: 403, reason: 'no permissions for [indices:write]' },
      },
    ],
    [
      'by a bulk that may name no index, whose status nobody tells',
      answered(undefined, byEngine('illegal_argument_exception', 'explicit index in bulk is not allowed')),
      {
        code: 'search.access-denied',
        detail: { sink: 's', status: 0, reason: 'explicit index in bulk is not allowed' },
      },
    ],
    [
      'under too much load, with advice when to come again',
      answered(429, undefined, { 'retry-after': '7' }),
      { code: 'sink.throttled', detail: { sink: 's', retryAfterMs: 7_000 } },
    ],
    [
      'under too much load, without',
      answered(429),
      { code: 'sink.throttled', detail: { sink: 's', retryAfterMs: defaultRetryAfterMs } },
    ],
    [
      'under too much load, with advice that is none',
      answered(429, undefined, { 'retry-after': 'soon' }),
      { code: 'sink.throttled', detail: { sink: 's', retryAfterMs: defaultRetryAfterMs } },
    ],
    [
      'under too much load, to come again at once',
      answered(429, undefined, { 'retry-after': '0' }),
      { code: 'sink.throttled', detail: { sink: 's', retryAfterMs: defaultRetryAfterMs } },
    ],
    [
      'under too much load, to come again soon',
      answered(429, undefined, { 'retry-after': '0.5' }),
      { code: 'sink.throttled', detail: { sink: 's', retryAfterMs: 500 } },
    ],
    [
      'at a proxy',
      answered(502, 'a page\nof a proxy'),
      { code: 'sink.unavailable', detail: { sink: 's', reason: 'it answered 502 a page of a proxy' } },
    ],
    [
      'without a connection',
      new Error('connect ECONNREFUSED'),
      { code: 'sink.unavailable', detail: { sink: 's', reason: 'connect ECONNREFUSED' } },
    ],
    [
      'without a connection to any address of its name',
      new AggregateError([
        new Error('connect ECONNREFUSED ::1:9200'),
        new Error('connect ECONNREFUSED 127.0.0.1:9200'),
      ]),
      {
        code: 'sink.unavailable',
        detail: {
          sink: 's',
          reason: 'connect ECONNREFUSED ::1:9200, connect ECONNREFUSED 127.0.0.1:9200',
        },
      },
    ],
    [
      'for its size, of which no single document is to blame',
      answered(413),
      { code: 'sink.unavailable', detail: { sink: 's', reason: 'it answered 413 ""' } },
    ],
  ])('%s is the sink’s trouble', (_, error, expected) => {
    const fault = requestFault('s', error)

    expect(fault).toMatchObject(expected)
    expect((fault.cause as Error).message).not.toContain('secret')
  })

  it('has the words that were thrown, where that is no error', () => {
    const both = new AggregateError(['gone', new Error('away')])

    expect(requestFault('s', 'gone.')).toMatchObject({
      code: 'sink.unavailable',
      detail: { sink: 's', reason: 'gone' },
    })
    expect(requestFault('s', both)).toMatchObject({ detail: { reason: 'gone, away' } })
  })

  it('for a reason that was told already has that reason', () => {
    const told = raise(sinkFaults, 'sink.unavailable', { sink: 's', reason: 'away' })

    expect(requestFault('s', told)).toBe(told)
    expect(isForContent(told)).toBe(false)
  })
})

describe('one operation that was refused as a whole request', () => {
  it.each<[string, Error, object]>([
    [
      'for its size, at something in between',
      answered(413, 'too large'),
      { code: 'sink.rejected', detail: { id: 'a', reason: 'it is too large for one request', status: 413 } },
    ],
    [
      'for its size, by the engine',
      answered(413, byEngine('too_long_exception', 'secret')),
      { code: 'sink.rejected', detail: { id: 'a', reason: 'too_long_exception', status: 413 } },
    ],
    [
      'for what it holds, by the engine',
      answered(400, byEngine('parse_exception', 'at 3: secret')),
      { code: 'sink.rejected', detail: { id: 'a', reason: 'parse_exception', status: 400 } },
    ],
    [
      'for what nobody knows, by the engine',
      answered(400, byEngine('odd_exception', 'secret')),
      { code: 'sink.answer-unknown', detail: { id: 'a', reason: '400 for a: odd_exception', status: 400 } },
    ],
  ])('%s says so', (_, error, expected) => {
    expect(isForContent(error)).toBe(true)
    expect(loneFault('s', 'a', error)).toMatchObject(expected)
  })

  it('by something in between that speaks of no document is not for what is in it', () => {
    expect(isForContent(answered(400, 'a page of a proxy'))).toBe(false)
    expect(isForContent(answered(503, byEngine('odd_exception', 'x')))).toBe(false)
  })
})

describe('the words of an engine', () => {
  it.each([
    ['no object', 'a page'],
    ['null', null],
    ['an object without an error', { message: 'no rights' }],
    ['an error that is null', { error: null }],
    ['an error that is a text', { error: 'alias [things] missing' }],
    ['an error that has no type', { error: { reason: 'x' } }],
    ['nothing', undefined],
  ])('are not in a body that is %s', (_, body) => {
    expect(engineErrorOf({ body })).toBeUndefined()
  })

  it('are in a body with an error that has a type', () => {
    expect(engineErrorOf({ body: byEngine('t', 'r') })).toEqual({ type: 't', reason: 'r' })
  })

  it.each([
    [{ type: 't' }, 't'],
    [{ type: 't', reason: 'r\n r' }, 'r r'],
    [{ type: 't', reason: 'r', caused_by: {} }, 'r'],
    [{ type: 't', reason: 'r', caused_by: { reason: 'why' } }, 'r (why)'],
    [{ type: 't', reason: 'r: why', caused_by: { reason: 'why' } }, 'r: why'],
    [{ type: 't', caused_by: { reason: 'why' } }, 't (why)'],
  ])('%j are %s in one line', (error, words) => {
    expect(reasonGiven(error)).toBe(words)
  })
})
