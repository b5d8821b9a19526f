import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { httpStub } from '../../test/support/http-stub.ts'
import { searchAdmin } from '../open/search-admin.ts'
import { answeredIndexes } from './index-names.ts'

const fields = ['aliases', 'mappings', 'settings'] as const

const soundEntry = fc.record({
  aliases: fc.dictionary(fc.string(), fc.constant({})),
  mappings: fc.constantFrom({}, { _meta: { tailrace_run: 'r' } }, { properties: {} }),
  settings: fc.constantFrom({}, { index: { gc_deletes: '1h' } }),
})

/** One field is not there, or is no object. */
const unsoundEntry = fc
  .tuple(soundEntry, fc.constantFrom(...fields), fc.constantFrom(undefined, null, 'text', 1, true, []))
  .map(([entry, field, value]): object => ({ ...entry, [field]: value }))

const nameOfIndex = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)

const sound = fc.dictionary(nameOfIndex, soundEntry, { maxKeys: 4 })

const connection = { sink: 'the stub' }

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
  it('names each index with what is said of it, also none', () => {
    fc.assert(
      fc.property(sound, body => {
        expect(Object.fromEntries(answeredIndexes(connection, body, fields))).toEqual(body)
      }),
    )
  })

  it('that is sound for some of its indexes is none', () => {
    fc.assert(
      fc.property(sound, nameOfIndex, unsoundEntry, fc.boolean(), (body, name, entry, isFirst) => {
        const others = Object.entries(body).filter(([other]) => other !== name)
        const entries = isFirst ? [[name, entry] as const, ...others] : [...others, [name, entry] as const]
        const mixed = Object.fromEntries(entries)

        expect(() => answeredIndexes(connection, mixed, fields)).toThrow(
          expect.objectContaining({ code: 'sink.unavailable' }),
        )
      }),
    )
  })

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
