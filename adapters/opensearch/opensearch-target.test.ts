import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSearchTarget } from './opensearch-target.ts'

describe('openSearchTarget', () => {
  it.each([
    ['http', '//localhost:9200', { node: 'http://localhost:9200/', timeoutMs: 10_000 }],
    [
      'https',
      '//admin:p%40ss%3A%2F@search.example.com/path?timeoutMs=2500',
      {
        node: 'https://search.example.com/path',
        auth: { username: 'admin', password: 'p@ss:/' },
        timeoutMs: 2_500,
      },
    ],
    [
      'aws',
      '//search-shop-abc.eu-central-1.es.amazonaws.com',
      {
        node: 'https://search-shop-abc.eu-central-1.es.amazonaws.com/',
        aws: { service: 'es', region: 'eu-central-1' },
        timeoutMs: 10_000,
      },
    ],
    [
      'aws',
      '//abc123.us-west-2.aoss.amazonaws.com',
      {
        node: 'https://abc123.us-west-2.aoss.amazonaws.com/',
        aws: { service: 'aoss', region: 'us-west-2' },
        timeoutMs: 10_000,
      },
    ],
    [
      'aws',
      '//search.example.com?region=eu-west-1&service=aoss',
      {
        node: 'https://search.example.com/',
        aws: { service: 'aoss', region: 'eu-west-1' },
        timeoutMs: 10_000,
      },
    ],
  ] as const)('reads opensearch+%s:%s', (way, place, expected) => {
    expect(openSearchTarget(way, place)).toEqual(expected)
  })

  it('takes any whole number of milliseconds from 1 on as a timeout, and nothing else', () => {
    const whole = fc.oneof(fc.constantFrom(1, 2, 10), fc.integer({ min: 1, max: 3_600_000 }))
    fc.assert(
      fc.property(whole, timeoutMs => {
        expect(openSearchTarget('http', `//host?timeoutMs=${timeoutMs}`)).toMatchObject({ timeoutMs })
      }),
    )
    const other = fc.oneof(
      fc.constantFrom('0', '-0', '0.5', '', '%20', 'soon', '10s', '1,000', 'NaN', 'Infinity', 'null'),
      fc.integer({ max: 0 }).map(String),
      fc.integer({ min: 1, max: 10_000 }).map(each => `${each}.5`),
    )
    fc.assert(
      fc.property(other, text => {
        expect(() => openSearchTarget('http', `//host?timeoutMs=${text}`)).toThrow(
          expect.objectContaining({ code: 'search.url-invalid' }),
        )
      }),
    )
  })

  it.each([
    ['https', '//user:secret@host:port', 'it is no URL'],
    ['https', '//user:se/secret@host', 'it is no URL'],
    ['https', '//user:secret@secret@host?timeout=3', 'it has no option timeout'],
    ['https', '//user:12/secret@host', 'has to be percent-encoded'],
    ['https', '//user:12?secret@host', 'has to be percent-encoded'],
    ['https', '//user:12#secret@host', 'has to be percent-encoded'],
    ['https', '//user:secret%@host', 'a % in its user or password'],
    ['https', '//u:secret@host?timeout=3', 'it has no option timeout'],
    ['https', '//u:secret@host?timeoutMs=soon', 'timeoutMs is soon'],
    ['aws', '//search.example.com', 'its host names no region'],
    ['aws', '//search.example.com?region=eu-west-1&service=s3', 'service is s3'],
  ] as const)('refuses opensearch+%s:%s and keeps its password to itself', (way, place, problem) => {
    const read = () => openSearchTarget(way, place)

    expect(read).toThrow(expect.objectContaining({ code: 'search.url-invalid' }))
    expect(read).toThrow(problem)
    expect(read).not.toThrow('secret')
  })
})
