import { deepEqual } from 'node:assert/strict'
import type { EngineAnswer, EngineOperation } from './search-engine-double.ts'

/** An engine as the suite reaches it: the double, or a real one over HTTP. */
export interface EngineUnderTest {
  /** An empty index that forgets deletions after a second. */
  readonly newIndex: () => Promise<string>
  readonly bulk: (operations: readonly EngineOperation[]) => Promise<readonly EngineAnswer[]>
  /** Version and source of a document; `undefined` where there is none. */
  readonly get: (
    index: string,
    id: string,
  ) => Promise<{ readonly version: bigint; readonly seqNo: number; readonly primaryTerm: number } | undefined>
  readonly pass: (ms: number) => Promise<void>
  /** Kills it when everything is on its disk, and starts it again. */
  readonly restart: () => Promise<void>
}

/** A promise that the double and the real engines have to keep alike. */
export interface EngineCase {
  readonly name: string
  readonly run: (engine: EngineUnderTest) => Promise<void>
}

type Sketch = Omit<EngineOperation, 'index' | 'id'> & { readonly id?: string }

const external = (op: 'index' | 'delete', version: bigint, type: 'external' | 'external_gte' = 'external') =>
  ({ op, external: { version, type } }) satisfies Sketch

/** Status and version of an answer; of a conflict the version that it names. */
export const shortAnswer = ({ status, version, error }: EngineAnswer): string => {
  const [, named] = /current version \[(\d+)\]/.exec(error?.reason ?? '') ?? []
  return [status, error?.type ?? version, named].filter(part => part !== undefined).join(' ')
}

const conflict = (named: number | string = ''): string =>
  `409 version_conflict_engine_exception ${named}`.trimEnd()

const each = async (
  engine: EngineUnderTest,
  index: string,
  sketches: readonly Sketch[],
): Promise<readonly string[]> => {
  const answers: string[] = []
  for (const { id = 'a', ...sketch } of sketches)
    answers.push(...(await engine.bulk([{ index, id, ...sketch }])).map(shortAnswer))
  return answers
}

/** One script: operations at one id, one after the other, and what is answered to each. */
const script = (name: string, sketches: readonly Sketch[], answers: readonly string[]): EngineCase => ({
  name,
  run: async engine => {
    deepEqual(await each(engine, await engine.newIndex(), sketches), answers)
  },
})

/** What OpenSearch 2 and 3 do with versions, as far as a search index relies on it. */
export const searchEngineContract: readonly EngineCase[] = [
  script(
    'external takes greater versions only',
    [external('index', 5n), external('index', 5n), external('index', 4n), external('index', 6n)],
    ['201 5', conflict(5), conflict(5), '200 6'],
  ),
  script(
    'external_gte takes an equal one too',
    [external('index', 5n), external('index', 5n, 'external_gte'), external('index', 4n, 'external_gte')],
    ['201 5', '200 5', conflict(5)],
  ),
  script(
    'a delete leaves its version behind, also where nothing was',
    [
      external('delete', 7n),
      external('index', 6n),
      external('index', 7n),
      external('index', 7n, 'external_gte'),
      external('delete', 7n),
      external('delete', 8n),
      external('delete', 8n, 'external_gte'),
      external('index', 9n),
    ],
    ['404 7', conflict(7), conflict(7), '201 7', conflict(7), '200 8', '404 8', '201 9'],
  ),
  script(
    'versions go up to 2^63 - 1, each apart from the next',
    [external('index', 2n ** 53n + 1n), external('index', 2n ** 53n), external('index', 2n ** 63n - 1n)],
    [`201 ${2n ** 53n + 1n}`, conflict(String(2n ** 53n + 1n)), `200 ${2n ** 63n - 1n}`],
  ),
  script(
    'create takes a place without a document, above the version of what was deleted',
    [{ op: 'create' }, { op: 'create' }, external('delete', 9n), { op: 'create' }, external('index', 10n)],
    ['201 1', conflict(1), '200 9', '201 10', conflict(10)],
  ),
  {
    name: 'what was seen is written only while it is still that',
    run: async engine => {
      const index = await engine.newIndex()
      await each(engine, index, [external('index', 3n)])
      const seen = await engine.get(index, 'a')
      const ifSeqNo = { seqNo: seen?.seqNo ?? -1, primaryTerm: seen?.primaryTerm ?? -1 }

      const answers = await each(engine, index, [
        { op: 'index', ifSeqNo },
        { op: 'index', ifSeqNo },
        { op: 'delete', ifSeqNo },
        { op: 'index', id: 'b', ifSeqNo },
      ])

      deepEqual(answers, ['200 4', conflict(), conflict(), conflict()])
    },
  },
  {
    name: 'operations of one request at one id are carried out in their order',
    run: async engine => {
      const index = await engine.newIndex()
      const operations = [
        external('index', 1n),
        external('delete', 2n),
        external('index', 3n),
        external('index', 2n),
      ]

      const answers = await engine.bulk(operations.map(each => ({ index, id: 'a', ...each })))

      deepEqual(answers.map(shortAnswer), ['201 1', '200 2', '201 3', conflict(3)])
    },
  },
  {
    name: 'a deletion is forgotten after gc_deletes, and then any version is taken',
    run: async engine => {
      const index = await engine.newIndex()
      const before = await each(engine, index, [external('delete', 7n), external('index', 6n)])
      await engine.pass(3_000)

      deepEqual(
        [...before, ...(await each(engine, index, [external('index', 2n)]))],
        ['404 7', conflict(7), '201 2'],
      )
    },
  },
  {
    name: 'a restart keeps documents with their versions and forgets deletions',
    run: async engine => {
      const index = await engine.newIndex()
      await each(engine, index, [external('index', 5n), { id: 'b', ...external('delete', 7n) }])
      await engine.restart()

      const answers = await each(engine, index, [
        external('index', 5n),
        { id: 'b', ...external('index', 3n) },
        external('index', 6n),
      ])

      deepEqual(answers, [conflict(5), '201 3', '200 6'])
    },
  },
]
