import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import type { RestartableServer } from '../../local-servers/engines/restartable-server.ts'
import type { EngineUnderTest } from '../faults/search-engine-contract.ts'
import { searchEngineContract, shortAnswer } from '../faults/search-engine-contract.ts'
import type { EngineAnswer, EngineOperation } from '../faults/search-engine-double.ts'
import { searchEngineDouble } from '../faults/search-engine-double.ts'
import { noOpenSearch, realOpenSearch } from '../support/real-engines.ts'

/** Versions of an answer go beyond what a JSON number holds. */
const exactly = (text: string): unknown =>
  JSON.parse(text, (name, value: unknown, context?: { readonly source?: string }) =>
    name === '_version' && context?.source !== undefined ? BigInt(context.source) : value,
  )

const linesOf = ({ op, index, id, external, ifSeqNo, source = '{}' }: EngineOperation): string => {
  const condition = {
    ...(external && { version: String(external.version), version_type: external.type }),
    ...(ifSeqNo && { if_seq_no: ifSeqNo.seqNo, if_primary_term: ifSeqNo.primaryTerm }),
  }
  const head = `${JSON.stringify({ [op]: { _index: index, _id: id, ...condition } })}\n`
  return op === 'delete' ? head : `${head}${source}\n`
}

interface BulkAnswer {
  readonly items: readonly Readonly<
    Record<string, { status: number; _version?: bigint; error?: { type: string; reason: string } }>
  >[]
}

const answersIn = ({ items }: BulkAnswer): readonly EngineAnswer[] =>
  items.flatMap(item =>
    Object.values(item).map(({ status, _version: version, error }) => ({
      status,
      ...(version !== undefined && { version }),
      ...(error && { error }),
    })),
  )

const over = (server: RestartableServer): EngineUnderTest => {
  let indexes = 0
  const ask = async (method: string, path: string, body?: string): Promise<unknown> => {
    const headers = { 'content-type': path === '/_bulk' ? 'application/x-ndjson' : 'application/json' }
    const answer = await fetch(`${server.endpoint}${path}`, { method, headers, ...(body && { body }) })
    return exactly(await answer.text())
  }
  return {
    newIndex: async () => {
      const index = `versions-${(indexes += 1)}`
      const settings = { number_of_shards: 1, number_of_replicas: 0, gc_deletes: '1s' }
      await ask('PUT', `/${index}`, JSON.stringify({ settings: { index: settings } }))
      return index
    },
    bulk: async operations =>
      answersIn((await ask('POST', '/_bulk', operations.map(linesOf).join(''))) as BulkAnswer),
    get: async (index, id) => {
      const found = (await ask('GET', `/${index}/_doc/${encodeURIComponent(id)}`)) as Readonly<
        Record<'_version' | '_seq_no' | '_primary_term' | 'found', unknown>
      >
      if (found.found !== true) return undefined
      const { _version: version, _seq_no: seqNo, _primary_term: primaryTerm } = found
      return { version: version as bigint, seqNo: Number(seqNo), primaryTerm: Number(primaryTerm) }
    },
    pass: async ms => setTimeout(ms),
    restart: async () => {
      await ask('POST', '/_flush?force=true&wait_if_ongoing=true')
      await server.restart()
    },
  }
}

const operation: fc.Arbitrary<Omit<EngineOperation, 'index'>> = fc
  .record({
    op: fc.constantFrom('index', 'create', 'delete'),
    id: fc.constantFrom('a', 'b'),
    version: fc.bigInt({ min: 1n, max: 6n }),
    type: fc.constantFrom('external' as const, 'external_gte' as const),
  })
  .map(({ op, id, version, type }) =>
    op === 'create' ? { op, id } : { op, id, external: { version, type } },
  )

// What the fault matrix takes for an engine answers as these two do.
for (const line of ['3', '2'] as const) {
  const reason = await noOpenSearch(line)
  describe.skipIf(reason !== undefined)(
    `versions of OpenSearch ${line}${reason === undefined ? '' : `: ${reason}`}`,
    () => {
      let server: RestartableServer
      let engine: EngineUnderTest
      beforeAll(async () => {
        server = await realOpenSearch(line)
        engine = over(server)
      })
      afterAll(async () => {
        await server.stop()
      })

      it.each(searchEngineContract)('$name', async ({ run }) => run(engine))

      it('answers whatever is written as the double does', async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 25 }), async operations => {
            const index = await engine.newIndex()
            const named = operations.map(each => ({ ...each, index }))

            const real = await engine.bulk(named)

            // A deletion is remembered for a second there, which a request does not last.
            const double = searchEngineDouble(simulatedClock()).bulk(named)
            expect(real.map(shortAnswer)).toEqual(double.map(shortAnswer))
          }),
          { numRuns: 60 },
        )
      })
    },
  )
}
