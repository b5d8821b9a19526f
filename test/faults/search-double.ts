import { faultIn } from '../../adapters/opensearch/bulk-body.ts'
import type { BulkItem } from '../../adapters/opensearch/bulk-outcome.ts'
import { bulkOutcome } from '../../adapters/opensearch/bulk-outcome.ts'
import type {
  SearchOperation,
  SearchStore,
  Seen,
  StoredMark,
} from '../../processors/search-index/search-store.ts'
import type { EngineDocument, EngineOperation, SearchEngineDouble } from './search-engine-double.ts'

/** What the engine says of single operations instead of carrying them out. */
export type ItemTrouble = (operation: SearchOperation) => BulkItem | undefined

const types = { newer: 'external', 'newer-or-equal': 'external_gte' } as const

const operationFor = (operation: SearchOperation): EngineOperation => {
  const { op, index, id, guard } = operation
  const source =
    operation.op === 'index' ? JSON.stringify([operation.document, operation.metadata]) : undefined
  const place = { index, id, ...(source !== undefined && { source }) }
  if (guard.by === 'absent') return { op: op === 'index' ? 'create' : op, ...place }
  if (guard.by !== 'seen')
    return { op, ...place, external: { version: BigInt(guard.version), type: types[guard.by] } }
  const [seqNo = 0, primaryTerm = 0] = guard.token.split(' ').map(Number)
  return { op, ...place, ifSeqNo: { seqNo, primaryTerm } }
}

const textsOf = ({ source }: EngineDocument): readonly [document: string, metadata: string] =>
  JSON.parse(source) as [string, string]

const tokenOf = ({ seqNo, primaryTerm }: EngineDocument): string => `${seqNo} ${primaryTerm}`

const seenOf = (found: EngineDocument | undefined, withDocument: boolean): Seen => {
  if (found === undefined) return { found: false }
  const [document, metadata] = textsOf(found)
  const { version } = found
  return {
    found: true,
    version: String(version),
    token: tokenOf(found),
    metadata,
    ...(withDocument && { document }),
  }
}

const marksIndex = 'marks'
const sink = 'The double'

/**
 * A search store over an engine's double. What the engine answers is read as the real adapter reads it, so an answer
 * becomes here what it becomes there.
 */
export const searchDouble = (
  engine: SearchEngineDouble,
  trouble: ItemTrouble = () => undefined,
): SearchStore => {
  const writeOne = (operation: SearchOperation) => {
    const fault = faultIn(sink, operation)
    if (fault !== undefined) return fault
    const told = trouble(operation)
    if (told !== undefined) return bulkOutcome(sink, operation, told)
    const [answer = { status: 500 }] = engine.bulk([operationFor(operation)])
    return bulkOutcome(sink, operation, answer)
  }
  const readMark = (index: string): StoredMark | undefined => {
    const found = engine.get(marksIndex, index)
    return found && { text: found.source, token: tokenOf(found) }
  }
  return {
    place: 'double',
    write: async operations => Promise.resolve(operations.map(writeOne)),
    look: async ({ index, ids, withDocument = false }) =>
      Promise.resolve(ids.map(id => seenOf(engine.get(index, id), withDocument))),
    prepare: async () => Promise.resolve(),
    readMark: async index => Promise.resolve(readMark(index)),
    writeMark: async (index, { text, token }) => {
      const [seqNo = 0, primaryTerm = 0] = (token ?? '').split(' ').map(Number)
      const place = { index: marksIndex, id: index, source: text }
      const [answer] = engine.bulk([
        token === undefined
          ? { op: 'create', ...place }
          : { op: 'index', ...place, ifSeqNo: { seqNo, primaryTerm } },
      ])
      return Promise.resolve(answer?.status !== 409)
    },
    documents: async function* (index) {
      for (const id of engine.ids(index)) {
        const found = engine.get(index, id)
        if (found !== undefined) yield await Promise.resolve([id, textsOf(found)[0]] as const)
      }
    },
  }
}
