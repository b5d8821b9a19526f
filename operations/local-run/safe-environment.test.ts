import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { givenSinks, localAccessEnv, withoutAccounts } from './safe-environment.ts'

const access = {
  endpoint: 'http://127.0.0.1:4748',
  region: 'us-east-1',
  refuser: 'http://127.0.0.1:1',
  nowhere: '/no',
}

/** Whatever an SDK may find credentials by, as its documentation lists it. */
const ways = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CONFIG_FILE',
]

describe('the environment of a local function', () => {
  it('holds nothing of anybody’s account, whatever this process has', () => {
    const env = fc.dictionary(
      fc.constantFrom(...ways, 'HOME', 'STAGE'),
      fc.string({ minLength: 20, maxLength: 30 }),
    )
    fc.assert(
      fc.property(env, given => {
        const found = { ...withoutAccounts(given), ...localAccessEnv(given, access) }

        for (const way of ways.filter(name => given[name] !== undefined))
          expect(found[way]).not.toBe(given[way])
        expect(found['HOME']).toBe(given['HOME'])
        expect(found).toMatchObject({ AWS_EC2_METADATA_DISABLED: 'true', AWS_ENDPOINT_URL: access.refuser })
      }),
    )
  })

  it('leads where somebody has set an endpoint, but for the tables', () => {
    const given = {
      AWS_ENDPOINT_URL: 'http://localhost:4566',
      AWS_ENDPOINT_URL_SQS: 'http://localhost:9324',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    }

    expect({ ...withoutAccounts(given), ...localAccessEnv(given, access) }).toMatchObject({
      AWS_ENDPOINT_URL: 'http://localhost:4566',
      AWS_ENDPOINT_URL_SQS: 'http://localhost:9324',
      AWS_ENDPOINT_URL_DYNAMODB: access.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: access.endpoint,
    })
    expect(withoutAccounts(given)).not.toHaveProperty('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')
  })

  it('names the sinks of this process where they are let in', () => {
    expect(givenSinks({ SEARCH_URL: 'https://s', AUDIT_URL: '', OTHER_URL: 'x' })).toEqual({
      SEARCH_URL: 'https://s',
    })
  })
})
