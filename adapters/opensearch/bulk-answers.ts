import type { AnswerRule } from '../answer-rule.ts'

/** What an answer of an engine can become. */
export type EngineCode =
  | 'search.access-denied'
  | 'search.index-blocked'
  | 'search.index-missing'
  | 'search.mapping-raced'
  | 'search.pipeline-missing'
  | 'sink.answer-unknown'
  | 'sink.rejected'
  | 'sink.throttled'
  | 'sink.unavailable'

/** An answer of an engine, told by all that a rule names. */
export interface EngineRule extends AnswerRule<EngineCode> {
  readonly status?: RegExp
  readonly type?: RegExp
  readonly reason?: RegExp
  /** The engine itself has to have said it; anything between may answer with the same status. */
  readonly isEngine?: true
}

const accessDenied: readonly EngineRule[] = [
  {
    answer: '400 `illegal_argument_exception`: explicit index in bulk is not allowed',
    type: /^illegal_argument_exception$/,
    reason: /^explicit index in bulk is not allowed/,
    code: 'search.access-denied',
  },
  { answer: '401', status: /^401$/, code: 'search.access-denied' },
]

/** States of nodes and shards that pass; what a document does to an engine has other names. */
const ofNode =
  /^(node_|cluster_manager_|not_cluster_manager|master_|not_master|already_closed|i_o_exception|translog_|flush_|engine_|lock_obtain|shard_|illegal_index_shard|index_shard_|primary_|retry_on_|no_node_|no_shard_|unavailable_shards|timeout_exception|(open_search|elasticsearch)_timeout|process_cluster_event|receive_timeout|connect_transport|send_request_transport|transport_|remote_transport|failed_node|failed_to_commit|task_cancelled|out_of_memory|delay_recovery|recovery_|cluster_block_exception|status 500$)/

/** Mistakes of an engine's own code, which a document's content may lead it to. */
const ofCode =
  /^(null_pointer|class_cast|(array_|string_)?index_out_of_bounds|illegal_state|unsupported_operation|number_format|arithmetic|negative_array_size|stack_overflow|assertion)/

/**
 * What an engine says of one operation of a bulk request that it did not carry out; a version conflict is no failure
 * and is looked at elsewhere. Seen on OpenSearch 2.19.6 and 3.8.0 where they bring their module along.
 */
export const itemRules: readonly EngineRule[] = [
  ...accessDenied,
  {
    answer: '404 `index_not_found_exception`',
    type: /^index_not_found_exception$/,
    code: 'search.index-missing',
  },
  {
    answer:
      '400 `invalid_index_name_exception`, `routing_missing_exception`, `validation_exception` (limit of shards)',
    type: /^(invalid_index_name|routing_missing|validation)_exception$/,
    code: 'search.index-missing',
  },
  {
    answer:
      '400 `illegal_argument_exception`: an alias without a write index, a data stream, a collection that takes no ids',
    type: /^illegal_argument_exception$/,
    reason:
      /^(no write index is defined for alias|only write ops with an op_type of create are allowed in data streams|Document ID is not supported)/,
    code: 'search.index-missing',
  },
  {
    answer: '400 or 500: pipeline with id [..] does not exist, or is named by another one and does not exist',
    type: /^illegal_(argument|state)_exception$/,
    reason:
      /^(pipeline with id \[[^\]]*\] does not exist|Pipeline processor configured for non-existent pipeline)/,
    code: 'search.pipeline-missing',
  },
  { answer: '400 `index_closed_exception`', type: /^index_closed_exception$/, code: 'search.index-blocked' },
  {
    answer: '403 `cluster_block_exception`',
    status: /^403$/,
    type: /^cluster_block_exception$/,
    code: 'search.index-blocked',
  },
  { answer: '403, whatever its type', status: /^403$/, code: 'search.access-denied' },
  {
    answer: '429: queue full (`rejected_execution_exception`), out of memory for it, disk flood stage',
    status: /^429$/,
    code: 'sink.throttled',
  },
  {
    answer: '400 `illegal_argument_exception`: mapper [..] cannot be changed; two first writers at once',
    type: /^illegal_argument_exception$/,
    reason: /^mapper \[.*\] cannot be changed from type /,
    code: 'search.mapping-raced',
  },
  {
    answer:
      '400 `mapper_parsing_exception`, `strict_dynamic_mapping_exception`, `document_parsing_exception`',
    status: /^400$/,
    type: /^(mapper_parsing|strict_dynamic_mapping|document_parsing|dynamic_templates?)_exception$/,
    code: 'sink.rejected',
  },
  {
    answer: '400 `illegal_argument_exception`: limit of fields or depth, a term too long, an empty id',
    status: /^400$/,
    type: /^illegal_argument_exception$/,
    reason:
      /^(Limit of (total fields|mapping depth|nested fields|nested documents)|The depth of the field|Document contains at least one immense term|The number of nested documents|if _id is specified|can't merge a non object mapping|Cannot write to a field alias)/i,
    code: 'sink.rejected',
  },
  { answer: '413', status: /^413$/, code: 'sink.rejected' },
  {
    answer: '500 and more, `node_*`, `shard_*`, `cluster_manager_*`, timeouts: a node or shard in trouble',
    type: ofNode,
    code: 'sink.unavailable',
  },
  { answer: '502, 503, 504', status: /^5(?!00)/, code: 'sink.unavailable' },
  {
    answer: '500 of any other type: a processor of an ingest pipeline, a fault of the engine’s code',
    status: /^500$/,
    code: 'sink.answer-unknown',
  },
  {
    answer: 'anything else, other `illegal_argument_exception` among them',
    code: 'sink.answer-unknown',
  },
]

/**
 * What it means that a bulk request failed as a whole. Where the request was refused for what is in it, its halves are
 * sent until one operation is left, and the rule is that operation's.
 */
export const requestRules: readonly EngineRule[] = [
  ...accessDenied,
  {
    answer: '403 `cluster_block_exception`',
    status: /^403$/,
    type: /^cluster_block_exception$/,
    code: 'sink.unavailable',
  },
  { answer: '403, whatever its type', status: /^403$/, code: 'search.access-denied' },
  { answer: '429', status: /^429$/, code: 'sink.throttled' },
  { answer: '413, one operation alone', status: /^413$/, code: 'sink.rejected' },
  {
    answer:
      '400 by the engine, one operation alone: `action_request_validation_exception`, `mapper_parsing_exception`, broken JSON',
    status: /^400$/,
    type: /^(action_request_validation|mapper_parsing|document_parsing|strict_dynamic_mapping|parse|parsing|x_content_parse|json_parse|not_x_content|input_coercion|stream_read)_exception$/,
    code: 'sink.rejected',
  },
  {
    answer: '400 by the engine, one operation alone: `illegal_argument_exception` of a version out of range',
    status: /^400$/,
    type: /^illegal_argument_exception$/,
    reason: /is out of range for a long/,
    code: 'sink.rejected',
  },
  {
    answer: '400 by the engine of any other type, one operation alone',
    status: /^400$/,
    isEngine: true,
    code: 'sink.answer-unknown',
  },
  {
    answer: '500 by the engine, `null_pointer_exception` and other faults of its code, one operation alone',
    status: /^500$/,
    type: ofCode,
    code: 'sink.answer-unknown',
  },
  {
    answer: 'anything else: no connection, no answer in time, 5xx, not OpenSearch',
    code: 'sink.unavailable',
  },
]

/** An error as far as rules look at it. */
interface Told {
  readonly status: number | undefined
  readonly type?: string | undefined
  readonly reason?: string | undefined
}

const holds = (rule: EngineRule, { status, type, reason = '' }: Told): boolean =>
  (rule.status?.test(String(status)) ?? true) &&
  (rule.type === undefined || (type !== undefined && rule.type.test(type))) &&
  (rule.reason?.test(reason) ?? true) &&
  (rule.isEngine !== true || type !== undefined)

/** The first rule that holds of an answer. */
export const engineRuleFor = (rules: readonly EngineRule[], told: Told): EngineRule | undefined =>
  rules.find(rule => holds(rule, told))

/** What an answer becomes, by the first rule that holds. */
export const codeFor = (rules: readonly EngineRule[], told: Told): EngineCode =>
  engineRuleFor(rules, told)?.code ?? 'sink.answer-unknown'
