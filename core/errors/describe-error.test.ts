import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deliveryFaults } from './delivery-faults.ts'
import { describeError } from './describe-error.ts'
import { raise } from './pipeline-error.ts'
import { asError, reasonOf } from './thrown.ts'

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9200'), { code: 'ECONNREFUSED' })

const thrownBy = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

describe('describeError', () => {
  it('names what is below an error, so that fetch failed says why', () => {
    const error = new TypeError('fetch failed', { cause: refused })

    expect(describeError(error)).toMatchObject({
      name: 'TypeError',
      message: 'fetch failed',
      causes: [{ name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:9200' }],
    })
    expect(reasonOf(error)).toBe('fetch failed: connect ECONNREFUSED 127.0.0.1:9200')
  })

  it('names the members of an aggregate, which has no words of its own', () => {
    const both = Object.assign(new AggregateError([refused, refused]), { code: 'ECONNREFUSED' })
    const { causes } = describeError(new TypeError('fetch failed', { cause: both }))

    expect(causes.map(({ code }) => code)).toEqual(['ECONNREFUSED', 'ECONNREFUSED'])
    expect(reasonOf(both)).toBe('ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:9200')
  })

  it('tells where an error was made, without its words', () => {
    const { stack } = describeError(new Error('secret\n    of the item'))

    expect(stack).toMatch(/^at .*describe-error\.test\.ts/)
    expect(stack).not.toContain('secret')
  })

  it('says a catalogue error with its code and does not say a cause twice', () => {
    const error = raise(
      deliveryFaults,
      'delivery.ledger-unreadable',
      { reason: reasonOf(refused) },
      { cause: refused },
    )

    expect(describeError(error)).toMatchObject({ code: 'delivery.ledger-unreadable', message: error.message })
    expect(reasonOf(error)).toBe(error.message)
  })

  it('knows the errors of another realm', () => {
    const foreign: unknown = runInNewContext('new RangeError("too far", { cause: new Error("below") })')

    expect(foreign).not.toBeInstanceOf(Error)
    expect(describeError(foreign)).toMatchObject({
      name: 'RangeError',
      message: 'too far',
      causes: [{ message: 'below' }],
    })
    expect(asError(foreign)).toBe(foreign)
  })

  it.each<[string, unknown, string]>([
    ['a text', 'no luck', 'no luck'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 5, '5'],
    ['an object with a message', { message: 'no luck', code: 'E' }, 'no luck'],
    ['an object without one', { secret: 'x' }, 'An object that is no error was thrown'],
    ['an object without a prototype', Object.create(null), 'An object that is no error was thrown'],
  ])('has words for %s that was thrown', (_, thrown, words) => {
    expect(describeError(thrown).message).toBe(words)
    expect(asError(thrown).message).toBe(words)
  })

  it.each([
    'redis://:SECRET@cache:6379',
    'redis://u:SECRET/2@cache',
    'redis://u:p@SECRET@cache',
    'mongodb+srv://u:SECRET@db.example/x',
    'amqp://u:SECRET#1@broker',
    'https://SECRET@errors.example/1',
    'https://x.example/a?token=SECRET',
    'https://x.example/a?access_token=SECRET#b',
    'https://b.s3.amazonaws.com/k?X-Amz-Credential=AK%2F1&X-Amz-Signature=SECRET',
    'https://b.s3.amazonaws.com/k?X-Amz-Security-Token=SECRET&x=1',
    'https://blob.example/c?sv=1&sig=SECRET',
    'https://hooks.slack.com/services/T0/B0/SECRET',
    'Authorization: Bearer SECRET',
    "{ authorization: 'Basic SECRET' }",
    '{"Authorization":"AWS4-HMAC-SHA256 Credential=a/b, Signature=SECRET"}',
    'Cookie: a=1; sid=SECRET',
    'x-api-key: SECRET',
    'password=SECRET host=db',
    'using password: SECRET',
    '{"password":"SECRET","user":"u"}',
    'Endpoint=sb://bus.example/;SharedAccessKey=SECRET',
    'AccountName=a;AccountKey=SECRET==;',
    'aws_secret_access_key = SECRET',
    'client_secret=SECRET&grant=x',
    'the answer to Bearer SECRET.abc.def was 401',
  ])('leaves out what opens the door, wherever a message quotes it: %s', quoted => {
    const texts = fc.record({
      before: fc.constantFrom('', 'refused ', 'connect ECONNREFUSED ', 'POST '),
      after: fc.constantFrom('', ' (401)', '\n    at x', '"'),
      secret: fc.stringMatching(/^[a-z]{8}[0-9]{4}$/),
    })
    fc.assert(
      fc.property(texts, ({ before, after, secret }) => {
        const error = new Error(`${before}${quoted.replace('SECRET', secret)}${after}`)
        const said = JSON.stringify([describeError(new Error('top', { cause: error })), reasonOf(error)])

        expect(said).not.toContain(secret)
      }),
      { numRuns: 20 },
    )
  })

  it.each([
    'connect ECONNREFUSED 10.0.0.1:9200',
    'https://search.example:9200/orders/_bulk answered 503',
    'https://h:443/users/a@example.org was not found',
    "Access denied for user 'u'@'h' (using password: YES)",
    "Unexpected token '=' in the pattern",
    'ExpiredToken: The provided token has expired',
    'Bearer authentication is required',
    'the sort key: must be a text',
    'The sink gave up. Received 3 answers of 5',
  ])('leaves in what helps: %s', message => {
    expect(describeError(new Error(message)).message).toBe(message)
  })

  it('takes a page of words in no time', () => {
    const pages = [
      'a-'.repeat(500_000),
      '//:'.repeat(300_000),
      'x-key'.repeat(200_000),
      'Bearer '.repeat(100_000),
    ]
    const startedMs = performance.now()
    for (const page of pages) describeError(new Error(page))

    expect(performance.now() - startedMs).toBeLessThan(1_000)
  })

  it('never throws, never goes round, and stays small', () => {
    const hostile = {
      get message(): string {
        throw new Error('no')
      },
      get cause(): unknown {
        throw new Error('no')
      },
    }
    const round = new Error('round'.repeat(10_000))
    round.cause = new AggregateError(Array.from({ length: 1_000 }, () => new Error('x', { cause: round })))
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const special: readonly unknown[] = [hostile, round, revoked.proxy]
    const thrown = fc.oneof(
      fc.anything().map(value => ({ value })),
      fc.nat({ max: 2 }).map(index => ({ index })),
    )
    fc.assert(
      fc.property(thrown, given => {
        const value = 'index' in given ? special[given.index] : given.value
        const text = JSON.stringify(describeError(value))

        expect(text.length).toBeLessThan(30_000)
        expect(text.isWellFormed()).toBe(true)
        expect(asError(value).message).toBeTypeOf('string')
      }),
    )
  })

  it.each<[string, () => unknown]>([
    ['JSON.parse', () => JSON.parse('secret') as unknown],
    [
      'JSON.parse of a long text',
      () => JSON.parse(`{"a": secret, "b": "${'secret'.repeat(20)}"}`) as unknown,
    ],
    ['in', () => 'S' in ('secret' as unknown as object)],
    ['BigInt', () => BigInt('secret')],
    ['Map', () => new Map(['secret'] as never)],
    ['RegExp', () => new RegExp('secret(')],
    ['a property of a text', () => Object.assign('secret', { 0: 'x' })],
    ['a time zone', () => new Intl.DateTimeFormat('en', { timeZone: 'secret' })],
    ['Node', () => Buffer.alloc('secret' as never)],
  ])('leaves out the value that the engine quotes of %s', (_, run) => {
    const error = thrownBy(run)

    expect(error).toBeInstanceOf(Error)
    expect(JSON.stringify([describeError(error), reasonOf(error)])).not.toContain('secret')
  })
})
