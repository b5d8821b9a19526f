import type { EventSourceMappingConfiguration } from './mapping-configuration.ts'
import { functionReference } from './function-name.ts'

/**
 * Which mappings, and which page of them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
 */
export interface ListEventSourceMappingsInput {
  readonly EventSourceArn?: string
  readonly FunctionName?: string
  /** @defaultValue 100 */
  readonly MaxItems?: number
  readonly Marker?: string
}

/** One page of the mappings. */
export interface ListEventSourceMappingsOutput {
  /** In the order of their creation. */
  readonly EventSourceMappings: readonly EventSourceMappingConfiguration[]
  /** Where the next page begins, if there is one. */
  readonly NextMarker?: string
}

/** A page of those mappings that are asked for, in the order of their creation. */
export const listMappings = (
  all: readonly EventSourceMappingConfiguration[],
  { EventSourceArn, FunctionName, MaxItems = 100, Marker = '0' }: ListEventSourceMappingsInput,
): ListEventSourceMappingsOutput => {
  const name = FunctionName === undefined ? undefined : functionReference(FunctionName)?.name
  const found = all.filter(
    mapping =>
      (EventSourceArn === undefined || mapping.EventSourceArn === EventSourceArn) &&
      (FunctionName === undefined || functionReference(mapping.FunctionArn)?.name === name),
  )
  const from = Number(Marker)
  const next = from + MaxItems
  return {
    EventSourceMappings: found.slice(from, next),
    ...(next < found.length && { NextMarker: String(next) }),
  }
}
