import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newLocalCredentials } from './local-credentials.ts'

describe('the credentials of a run', () => {
  it('are others in each run, and letters and digits only, as DynamoDB Local wants them', () => {
    const [one, other] = [newLocalCredentials(randomUUID), newLocalCredentials(randomUUID)]

    expect(one.accessKeyId).not.toBe(other.accessKeyId)
    expect(one.accessKeyId).toMatch(/^[0-9A-Za-z]{16,}$/)
  })
})
