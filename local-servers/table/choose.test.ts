import { describe, expect, it } from 'vitest'
import type { Machine } from './choose.ts'
import { chooseTableEngine } from './choose.ts'

const full: Machine = {
  javaVersion: 17,
  hasMaven: true,
  dynoxide: 'dynoxide',
  mayFetchDynoxide: false,
  isNativePlatform: true,
}

describe('chooseTableEngine', () => {
  it.each([
    [full, undefined, 'dynamodb-local', 'Java 17 and Maven are here'],
    [{ ...full, javaVersion: undefined }, undefined, 'dynoxide', 'no Java was found'],
    [{ ...full, javaVersion: 11 }, undefined, 'dynoxide', 'Java 11 is older than 17'],
    [
      { ...full, hasMaven: false, dynoxide: undefined, mayFetchDynoxide: true },
      undefined,
      'dynoxide',
      'no Maven was found',
    ],
    [{ ...full, hasMaven: false }, undefined, 'dynoxide', 'no Maven was found'],
    [{ ...full, isNativePlatform: false }, undefined, 'dynoxide', 'DynamoDB Local has no native libraries'],
    [full, 'http://127.0.0.1:8000', 'endpoint', 'AWS_ENDPOINT_URL is set'],
  ])('takes for %o and endpoint %s %s', (machine, endpoint, kind, why) => {
    const choice = chooseTableEngine(
      undefined,
      endpoint === undefined ? undefined : { endpoint, why: 'AWS_ENDPOINT_URL is set' },
      machine,
    )

    expect(choice.kind).toBe(kind)
    expect(choice.why).toContain(why)
  })

  it('takes the one asked for, whatever else is there', () => {
    expect(chooseTableEngine('dynoxide', { endpoint: 'http://127.0.0.1:8000', why: '' }, full).kind).toBe(
      'dynoxide',
    )
  })

  it('says what is missing when nothing can run, and names AWS_ENDPOINT_URL', () => {
    const nothing = { ...full, javaVersion: undefined, dynoxide: undefined }

    expect(() => chooseTableEngine(undefined, undefined, nothing)).toThrow(
      expect.objectContaining({
        message:
          'No table engine can run here: no Java was found, and npm has no dynoxide for this platform.',
        remedy: expect.stringContaining('AWS_ENDPOINT_URL') as string,
      }),
    )
    expect(() => chooseTableEngine('dynamodb-local', undefined, nothing)).toThrow('no Java was found')
  })
})
