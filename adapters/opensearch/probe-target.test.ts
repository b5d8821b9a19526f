import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchStub, engineRefusal } from '../../test/support/search-stub.ts'
import { probeTarget } from './probe-target.ts'

const rootOf = (number: string, distribution?: string) => ({
  body: { version: { number, ...(distribution !== undefined && { distribution }) } },
})

const small = fc.nat({ max: 30 })

describe('what a target can do', () => {
  it('has points in time from OpenSearch 2.4 on, and can always refresh', async () => {
    let answer = rootOf('1.0.0', 'opensearch')
    const { connection } = await searchStub(() => answer)
    const versions = fc.oneof(
      fc.tuple(fc.constantFrom(1, 2, 3), fc.constantFrom(0, 3, 4, 5)),
      fc.tuple(fc.integer({ min: 1, max: 12 }), small),
    )
    await fc.assert(
      fc.asyncProperty(versions, small, async ([major, minor], patch) => {
        const number = `${major}.${minor}.${patch}`
        answer = rootOf(number, 'opensearch')
        // 2.4, 2.10 and 3.0 come after 2.3; as fractions the second would not.
        const isOld = major * 1_000 + minor < 2_004
        expect(await probeTarget(connection)).toEqual({
          version: `opensearch ${number}`,
          canRefresh: true,
          hasPointInTime: !isOld,
        })
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['7.10.2', undefined],
    ['7.10.2', 'elasticsearch'],
    ['7.0.0', undefined],
  ])('is all of it for a domain in compatibility mode (%s, %s)', async (number, distribution) => {
    const { connection } = await searchStub(() => rootOf(number, distribution))

    expect(await probeTarget(connection)).toEqual({
      version: `elasticsearch ${number}`,
      canRefresh: true,
      hasPointInTime: true,
    })
  })

  it.each([
    ['8.11.0', undefined],
    ['6.8.23', undefined],
    ['2.4.0', 'elasticsearch'],
    ['2.19.0', 'other'],
  ])('is nothing for an engine that is not supported (%s, %s)', async (number, distribution) => {
    const { connection } = await searchStub(() => rootOf(number, distribution))

    await expect(probeTarget(connection)).rejects.toMatchObject({ code: 'search.target-unsupported' })
  })

  it.each([
    ['<html>We are back soon</html>'],
    ['ok'],
    [null],
    [[]],
    [7],
    [true],
    [{}],
    [{ status: 'UP' }],
    [{ version: null }],
    [{ version: '2.4.0' }],
    [{ version: {} }],
    [{ version: { distribution: 'opensearch' } }],
  ])('is nothing where what answers is no engine (%j)', async body => {
    const { connection } = await searchStub(() => ({ body }))

    await expect(probeTarget(connection)).rejects.toMatchObject({
      code: 'search.target-unsupported',
      detail: { found: 'no OpenSearch' },
    })
  })

  it('is known of Serverless without asking: points in time, and no refresh', async () => {
    const { connection, asked } = await searchStub(() => rootOf('1.0.0', 'opensearch'), {
      isServerless: true,
    })

    expect(await probeTarget(connection)).toEqual({
      version: 'serverless',
      canRefresh: false,
      hasPointInTime: true,
    })
    expect(asked()).toEqual([])
  })

  it('is taken to be all of it where the root may not be read', async () => {
    const { connection } = await searchStub(() => engineRefusal(403, 'security_exception'))

    expect(await probeTarget(connection)).toEqual({
      version: undefined,
      canRefresh: true,
      hasPointInTime: true,
    })
  })
})
