import { BlockList, isIPv4 } from 'node:net'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isLocalPlace } from '../../operations/verify/source/is-local.ts'
import '../../test/support/same-samples.ts'
import { awsAccess } from './aws-access.ts'
import { isLoopbackUrl } from './loopback-url.ts'

it.each([
  'http://127.0.0.1:8000',
  'http://127.8.9.1',
  'HTTP://LocalHost:4566/',
  'https://[::1]:9200/?a=b',
  'opensearch+http://user:p@127.0.0.1:9200',
  'redis://localhost:6379/0',
])('%s is on this machine', url => {
  expect(isLoopbackUrl(url)).toBe(true)
})

it.each([
  'http://127.0.0.1.evil.example',
  'http://localhost.example',
  'http://127.0.0.1@evil.example',
  'http://evil.example?@127.0.0.1/',
  'http://evil.example#@127.0.0.1/',
  'http://evil.example/@127.0.0.1',
  'http://evil.example\\@127.0.0.1/',
  'http://[::2]',
  'redis+unix:127.0.0.1',
  'dynamodb.eu-west-1.amazonaws.com',
  '',
])('%s is not', url => {
  expect(isLoopbackUrl(url)).toBe(false)
})

const own = new BlockList()
own.addSubnet('127.0.0.0', 8)

const isOwn = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIPv4(host) && own.check(host))

it('is one rule: for where the SDK asks, and for what may be written without being asked', () => {
  const part = fc.constantFrom(
    ...[
      '127.0.0.1',
      '127.1',
      'localhost',
      '[::1]',
      'evil.example',
      '@',
      '?',
      '#',
      '/',
      '\\',
      ':80',
      'u:p',
      '.',
      'é',
    ],
  )
  const url = fc
    .tuple(fc.constantFrom('http://', 'https://'), fc.array(part, { minLength: 1, maxLength: 5 }))
    .map(([scheme, parts]) => scheme + parts.join(''))
  fc.assert(
    fc.property(url, endpoint => {
      const isLocal = isLocalPlace(endpoint)

      expect(awsAccess({}, { endpoint }).isLocal).toBe(isLocal)
      // As a request is sent.
      expect(isLocal && !isOwn(new URL(endpoint).hostname)).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})
