import { describe, expect, it } from 'vitest'
import { signedHeaders } from './sign-request.ts'

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const post = {
  url: new URL('https://example.amazonaws.com/'),
  body: 'Param1=value1',
  contentType: 'application/x-www-form-urlencoded',
  service: 'service',
  region: 'us-east-1',
  atMs: Date.parse('2015-08-30T12:36:00Z'),
}

describe('a signed request', () => {
  it('has the signature of AWS’s own test suite for version 4', () => {
    expect(signedHeaders(keys, post)).toEqual({
      'content-type': 'application/x-www-form-urlencoded',
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        'SignedHeaders=content-type;host;x-amz-date, ' +
        'Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    })
  })

  it('takes a session along, and signs it', () => {
    const headers = signedHeaders({ ...keys, sessionToken: 'session' }, post)

    expect(headers['x-amz-security-token']).toBe('session')
    expect(headers['authorization']).toContain(
      'SignedHeaders=content-type;host;x-amz-date;x-amz-security-token',
    )
    expect(JSON.stringify(headers)).not.toContain(keys.secretAccessKey)
  })
})
