import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { SearchOperation } from '../../processors/search-index/search-store.ts'
import { itemRules, engineRuleFor } from './bulk-answers.ts'
import { bulkOutcome } from './bulk-outcome.ts'
import type { EngineError } from './plain-reason.ts'
import { plainReason } from './plain-reason.ts'

const operation: SearchOperation = {
  op: 'index',
  index: 'things',
  id: 'the-id',
  guard: { by: 'newer', version: '1' },
  document: '{}',
  metadata: '{}',
}

const error = (type: string, reason: string, cause?: EngineError): EngineError => ({
  type,
  reason,
  ...(cause && { caused_by: cause }),
})
const parsing = (field: string, type: string, cause: EngineError): EngineError =>
  error(
    'mapper_parsing_exception',
    `failed to parse field [${field}] of type [${type}] in document with id 'the-id'. Preview of field's value: 'marked'`,
    cause,
  )
const argument = (reason: string): EngineError => error('illegal_argument_exception', reason)

type Fault = 'record' | 'sink' | undefined

/** Answers of OpenSearch 3.8.0, with `marked` where it quotes what a document holds. */
const answers: readonly (readonly [
  status: number,
  error: EngineError,
  code: string,
  fault: Fault,
  words: string,
])[] = [
  [
    400,
    parsing('l', 'long', argument('For input string: "marked"')),
    'sink.rejected',
    'record',
    '[l] of type [long]',
  ],
  [
    400,
    parsing(
      'b',
      'boolean',
      argument('Failed to parse value [marked] as only [true] or [false] are allowed.'),
    ),
    'sink.rejected',
    'record',
    '[b] of type [boolean]',
  ],
  [
    400,
    parsing('by', 'byte', argument('Value [marked] is out of range for a byte')),
    'sink.rejected',
    'record',
    '[by] of type [byte]',
  ],
  [
    400,
    parsing(
      'i',
      'integer',
      error(
        'input_coercion_exception',
        'Numeric value (marked) out of range of `int` (-2147483648 - 2147483647)\n at [Source: REDACTED',
      ),
    ),
    'sink.rejected',
    'record',
    'input_coercion_exception',
  ],
  [
    400,
    parsing(
      'd',
      'date',
      argument('failed to parse date field [marked] with format [strict_date_optional_time]'),
    ),
    'sink.rejected',
    'record',
    '[d] of type [date]',
  ],
  [
    400,
    parsing('ip', 'ip', argument("'marked' is not an IP string literal.")),
    'sink.rejected',
    'record',
    '[ip] of type [ip]',
  ],
  [
    400,
    error(
      'mapper_parsing_exception',
      'failed to parse field [g] of type [geo_point]',
      error('parse_exception', 'unsupported symbol [-] in geohash [marked]'),
    ),
    'sink.rejected',
    'record',
    '[g] of type [geo_point]',
  ],
  [
    400,
    error(
      'mapper_parsing_exception',
      'failed to parse',
      error(
        'json_parse_exception',
        'Unrecognized token \'marked\': was expecting (JSON String)\n at [Source: (byte[])"{"k": marked}"',
      ),
    ),
    'sink.rejected',
    'record',
    'json_parse_exception',
  ],
  [
    400,
    error(
      'mapper_parsing_exception',
      'failed to parse',
      argument('weight must be an integer, but was [marked]'),
    ),
    'sink.rejected',
    'record',
    'illegal_argument_exception',
  ],
  [
    400,
    error('mapper_parsing_exception', 'failed to parse', argument('field name cannot be an empty string')),
    'sink.rejected',
    'record',
    'field name cannot be an empty string',
  ],
  [
    400,
    error(
      'mapper_parsing_exception',
      'object mapping for [o] tried to parse field [o] as object, but found a concrete value',
    ),
    'sink.rejected',
    'record',
    'object mapping for [o]',
  ],
  [
    400,
    error(
      'mapper_parsing_exception',
      'Could not dynamically add mapping for field [l.x]. Existing mapping for [l] must be of type object but found [text].',
    ),
    'sink.rejected',
    'record',
    '[l.x]',
  ],
  [
    400,
    error(
      'strict_dynamic_mapping_exception',
      'mapping set to strict, dynamic introduction of [zz] within [_doc] is not allowed',
    ),
    'sink.rejected',
    'record',
    '[zz]',
  ],
  [400, argument('Limit of total fields [30] has been exceeded'), 'sink.rejected', 'record', '[30]'],
  [
    400,
    argument(
      'Document contains at least one immense term in field="k" (whose UTF8 encoding is longer than the max length 32766), all of which were skipped. The prefix of the first immense term is: \'[marked]...\'',
    ),
    'sink.rejected',
    'record',
    'field="k"',
  ],
  [400, argument('if _id is specified it must not be empty'), 'sink.rejected', 'record', '_id'],
  [
    400,
    argument('mapper [total] cannot be changed from type [long] to [float]'),
    'search.mapping-raced',
    undefined,
    '[total]',
  ],
  [400, argument('pipeline with id [nope] does not exist'), 'search.pipeline-missing', 'sink', '[nope]'],
  [
    400,
    argument('no write index is defined for alias [two]. The write index may be explicitly disabled'),
    'search.index-missing',
    'sink',
    '[two]',
  ],
  [
    400,
    argument('only write ops with an op_type of create are allowed in data streams'),
    'search.index-missing',
    'sink',
    'data streams',
  ],
  [
    400,
    error('invalid_index_name_exception', 'Invalid index name [UPPER], must be lowercase'),
    'search.index-missing',
    'sink',
    'UPPER',
  ],
  [400, error('index_closed_exception', 'closed'), 'search.index-blocked', 'sink', 'closed'],
  [
    400,
    error('routing_missing_exception', 'routing is required for [rt]/[1]'),
    'search.index-missing',
    'sink',
    '[rt]',
  ],
  [
    400,
    error('validation_exception', 'Validation Failed: 1: this action would add [2] total shards;'),
    'search.index-missing',
    'sink',
    '[2]',
  ],
  [
    404,
    error('index_not_found_exception', 'no such index [newone]'),
    'search.index-missing',
    'sink',
    '[newone]',
  ],
  [
    403,
    error('cluster_block_exception', 'index [b] blocked by: [FORBIDDEN/8/index write (api)];'),
    'search.index-blocked',
    'sink',
    'FORBIDDEN',
  ],
  [
    429,
    error('cluster_block_exception', 'index [b] blocked by: [TOO_MANY_REQUESTS/12/disk usage]'),
    'sink.throttled',
    'sink',
    '',
  ],
  [
    429,
    error('rejected_execution_exception', 'rejected execution of org.opensearch'),
    'sink.throttled',
    'sink',
    '',
  ],
  [
    503,
    error('unavailable_shards_exception', '[waity][0] Not enough active copies'),
    'sink.unavailable',
    'sink',
    '[waity]',
  ],
  // Processors of ingest pipelines, whose module was not there to be asked; as their documentation and reports show them.
  [
    500,
    error('fail_processor_exception', 'failed for marked'),
    'sink.answer-unknown',
    undefined,
    'fail_processor_exception',
  ],
  [
    400,
    error('illegal_argument_exception', 'unable to convert [marked] to integer'),
    'sink.answer-unknown',
    undefined,
    'illegal_argument_exception',
  ],
  [
    400,
    error('illegal_argument_exception', 'field [nope] not present as part of path [nope]'),
    'sink.answer-unknown',
    undefined,
    '[nope]',
  ],
  [
    500,
    error('script_exception', 'runtime error', argument('cannot parse marked')),
    'sink.answer-unknown',
    undefined,
    'script_exception',
  ],
  [
    500,
    error('illegal_state_exception', 'Pipeline processor configured for non-existent pipeline [gone]'),
    'search.pipeline-missing',
    'sink',
    '[gone]',
  ],
  [
    500,
    error('null_pointer_exception', 'Cannot invoke "java.util.List.size()"'),
    'sink.answer-unknown',
    undefined,
    'null_pointer_exception',
  ],
  [400, argument('explicit index in bulk is not allowed'), 'search.access-denied', 'sink', 'explicit index'],
  [401, error('security_exception', 'Missing credentials'), 'search.access-denied', 'sink', ''],
  [
    403,
    error('security_exception', 'no permissions for [indices:data/write]'),
    'search.access-denied',
    'sink',
    '',
  ],
  [413, error('too_long_exception', 'marked'), 'sink.rejected', 'record', ''],
  [502, error('bad_gateway', 'marked'), 'sink.unavailable', 'sink', ''],
  [418, error('unforeseen_exception', 'marked'), 'sink.answer-unknown', undefined, 'unforeseen_exception'],
]

describe('what OpenSearch says of an operation', () => {
  it.each(answers)('%i %j is %s, the fault of: %s', (status, told, code, fault, words) => {
    const result = bulkOutcome('OpenSearch', operation, { status, error: told })

    expect(isPipelineError(result) && [result.code, result.scope]).toEqual([code, fault])
    const said = result instanceof Error ? result.message : ''
    expect(said).toContain(words)
    expect(said).not.toContain('marked')
  })

  it('is shown above for each line of the page that is written from the rules', () => {
    const shown = new Set(
      answers.map(([status, { type, reason }]) => engineRuleFor(itemRules, { status, type, reason })?.answer),
    )

    for (const { answer } of itemRules) expect(shown).toContain(answer)
  })

  it('never brings a value into a message that no rule has put there', () => {
    const types = fc.constantFrom(
      ...answers.flatMap(([, { type, caused_by: cause }]) => [type, cause?.type ?? type]),
    )
    const quotes = fc.constantFrom("'marked'", '"marked"', '[marked]', '(marked)', '{a=marked}', 'marked')
    const beginnings = fc.constantFrom(
      ...answers.map(([, { reason }]) => (reason ?? '').split('marked')[0] ?? ''),
      '',
      'x ',
    )
    const isAboutIndex =
      /^(invalid_index|index_|routing|validation|cluster_block|rejected|unavailable|security)/
    fc.assert(
      fc.property(
        types,
        beginnings,
        quotes,
        fc.string(),
        types,
        (type, beginning, quoted, end, causeType) => {
          fc.pre(!isAboutIndex.test(type) && !isAboutIndex.test(causeType))
          fc.pre(!/^(no write|only write|explicit index)/.test(beginning))
          const reason = `${beginning} = ${quoted}${end}`

          expect(plainReason({ type, reason, caused_by: { type: causeType, reason } })).not.toContain(
            'marked',
          )
        },
      ),
    )
  })
})
