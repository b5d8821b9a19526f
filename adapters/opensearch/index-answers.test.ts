import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { httpStub } from '../../test/support/http-stub.ts'
import { searchAdmin } from '../open/search-admin.ts'

/** What is no answer about indexes; the empty object is one, of none. */
const strange = fc.oneof(
  fc.constantFrom('<html>a page</html>', 'ok', '[]', '"text"', '1', 'null', 'true'),
  fc
    .dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.integer(), fc.constant(null)), {
      minKeys: 1,
    })
    .map(each => JSON.stringify(each)),
  fc.constantFrom(
    '{"status":"UP"}',
    '{"things-001":{}}',
    '{"things-001":[]}',
    '{"things-001":{"aliases":[]}}',
  ),
)

describe('an answer about indexes', () => {
  it('that is none is said to be no OpenSearch’s, whatever it is', async () => {
    let body = ''
    const { url } = await httpStub(() => ({
      body,
      headers: { 'content-type': body.startsWith('<') || body === 'ok' ? 'text/html' : 'application/json' },
    }))
    const admin = searchAdmin(`opensearch+${url}?timeoutMs=5000`)
    await fc.assert(
      fc.asyncProperty(strange, async text => {
        body = text
        for (const asked of [admin.describeAlias('things'), admin.runOf('things-001')])
          await expect(asked).rejects.toMatchObject({ code: 'sink.unavailable' })
      }),
      { numRuns: 40 },
    )
    await admin.close()
  })
})
