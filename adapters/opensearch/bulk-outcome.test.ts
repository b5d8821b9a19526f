import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { Guard, SearchOperation } from '../../processors/search-index/search-store.ts'
import { bulkOutcome } from './bulk-outcome.ts'

const guard: Guard = { by: 'newer', version: '7' }
const put: SearchOperation = { op: 'index', index: 'i', id: 'a', guard, document: '{}', metadata: '{}' }
const drop: SearchOperation = { op: 'delete', index: 'i', id: 'a', guard }

const error = fc.option(
  fc.record({ type: fc.constantFrom('exception', 'index_not_found_exception', 'mapper_parsing_exception') }),
  { nil: undefined },
)
const status = fc.oneof(fc.constantFrom(299, 300, 400, 404, 409, 500), fc.integer({ min: 300, max: 599 }))

describe('an operation of a bulk request', () => {
  it('is applied where its status says so', () => {
    for (const each of [200, 201, 299])
      for (const operation of [put, drop])
        expect(bulkOutcome('s', operation, { status: each })).toBe('applied')
  })

  it('is applied by no other status, but for a delete of what is not there', () => {
    fc.assert(
      fc.property(
        status.filter(each => each >= 300 && each !== 409),
        error,
        fc.constantFrom(put, drop),
        (each, found, operation) => {
          fc.pre(operation.op === 'index' || each !== 404 || found !== undefined)

          const result = bulkOutcome('s', operation, { status: each, ...(found && { error: found }) })

          expect(isPipelineError(result)).toBe(true)
        },
      ),
    )
    expect(bulkOutcome('s', drop, { status: 404 })).toBe('applied')
  })

  it.each([
    ['[a]: version conflict, current version [17] is higher or equal to the one provided [7]', '17'],
    ['[a]: version conflict, required seqNo [5], primary term [2]. but no document was found', undefined],
    [undefined, undefined],
  ])('says of the conflict %j which version there is: %s', (reason, version) => {
    const type = 'version_conflict_engine_exception'
    const told = { status: 409, error: { type, ...(reason !== undefined && { reason }) } }

    expect(bulkOutcome('s', put, told)).toStrictEqual({
      conflict: true,
      ...(version !== undefined && { version }),
    })
    expect(bulkOutcome('s', put, { status: 409 })).toStrictEqual({ conflict: true })
  })

  it('says its status and its id where nobody knows the answer, which may be for many of a batch', () => {
    const unknown = { status: 418, error: { type: 'unforeseen_exception' } }
    const known = { status: 400, error: { type: 'mapper_parsing_exception' } }

    expect(bulkOutcome('s', put, unknown)).toMatchObject({
      detail: { sink: 's', id: 'a', index: 'i', reason: '418 for a: unforeseen_exception' },
    })
    expect(bulkOutcome('s', put, known)).toMatchObject({
      detail: { sink: 's', id: 'a', reason: 'mapper_parsing_exception' },
    })
  })

  it.each([
    [500, 'sink.unavailable'],
    [503, 'sink.unavailable'],
    [429, 'sink.throttled'],
    [400, 'sink.answer-unknown'],
    [404, 'sink.answer-unknown'],
  ])('of status %i and without a word more is %s', (each, code) => {
    expect(bulkOutcome('s', put, { status: each })).toMatchObject({ code })
  })
})
