/** An error as OpenSearch describes it. */
export interface EngineError {
  readonly type: string
  readonly reason?: string
  readonly caused_by?: EngineCause
}

interface EngineCause {
  readonly type?: string
  readonly reason?: string
  readonly caused_by?: EngineCause
}

/** What is in brackets: the name of a field, a type, an index. */
const name = String.raw`\[[^\]]*\]`

/**
 * Beginnings of reasons that name fields, types and settings, and no values. An engine quotes values in many words
 * (`Preview of field's value: '..'`, `For input string: ".."`, `in geohash [..]`), so only what is listed is shown.
 */
const shown: readonly RegExp[] = [
  `failed to parse field ${name} of type ${name}`,
  'failed to parse(?=$)',
  `mapping set to strict, dynamic introduction of ${name} within ${name} is not allowed`,
  `object mapping for ${name} tried to parse field ${name} as object, but found a concrete value`,
  `Could not dynamically add mapping for field ${name}\\. Existing mapping for ${name} must be of type object but found ${name}`,
  `Limit of [a-z ]+ \\[\\d+\\] (in index ${name} )?has been exceeded`,
  'The depth of the field has exceeded the allowed limit of \\[\\d+\\]',
  `mapper ${name} cannot be changed from type ${name} to ${name}`,
  'Document contains at least one immense term in field="[^"]*"',
  `can't merge a non object mapping ${name} with an object mapping`,
  `Cannot write to a field alias ${name}`,
  'field name cannot be an empty string',
  'field name cannot contain only the character \\[\\.\\]',
  `object field starting or ending with a \\[\\.\\] makes object resolution ambiguous: ${name}`,
  `Field ${name} is a metadata field and cannot be added inside a document`,
  `error parsing field ${name}, with unknown parameter ${name}`,
  `pipeline with id ${name} does not exist`,
  `Pipeline processor configured for non-existent pipeline ${name}`,
  `field ${name} not present as part of path ${name}`,
  'if _id is specified it must not be empty',
  'Action/metadata line \\[\\d+\\] contains an unknown parameter',
].map(text => new RegExp(`^${text}`))

/** These are about an index, a shard or a right, and never about what a document holds. */
const safeTypes =
  /^(index_not_found|index_closed|invalid_index_name|routing_missing|validation|cluster_block|security|authorization|rejected_execution|circuit_breaking|unavailable_shards|process_cluster_event_timeout|cluster_manager_not_discovered|master_not_discovered|node_not_connected|node_disconnected)_exception$/
const safeReasons =
  /^(no write index is defined for alias|only write ops with an op_type|explicit index in bulk|Document ID is not supported)/

const plainWords = ({ type, reason }: EngineCause): string | undefined => {
  if (reason === undefined) return type
  if ((type !== undefined && safeTypes.test(type)) || safeReasons.test(reason)) return reason
  const kept = shown.map(shape => shape.exec(reason)?.[0]).find(found => found !== undefined)
  return kept ?? type
}

/** What is answered may be of many lines, Unicode's own line ends among them; an error's words are one. */
export const inOneLine = (words: string): string => words.replace(/\s+/g, ' ').trim()

/** An engine's error in one line, the cause included, without the values that it quotes. */
export const plainReason = ({ type, reason, caused_by: cause }: EngineError): string => {
  const words = plainWords({ type, ...(reason !== undefined && { reason }) }) ?? type
  const told = words === type || words === reason ? words : `${type}: ${words}`
  const more = cause && plainWords(cause)
  return inOneLine(more === undefined || told.includes(more) ? told : `${told} (${more})`)
}
