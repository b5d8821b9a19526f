import type { FailureDestination } from '../ports/failure-destination.ts'
import type { FunctionTarget } from '../ports/function-target.ts'
import type { StreamSource } from '../ports/stream-source.ts'
import { SourceError } from '../ports/stream-source.ts'
import { invalid } from './check-parameters.ts'
import type { FunctionReference } from './function-name.ts'
import { functionReference } from './function-name.ts'
import type { MappingParameters } from './mapping-configuration.ts'
import type { EventSourceMappingsOptions } from './resource-options.ts'

// What a mapping names has to be there, or the call is refused with Lambda's words.

/** The stream of an ARN. One that does not answer now is there all the same. */
export const locateStream = async (
  { streams }: EventSourceMappingsOptions,
  streamArn: string,
): Promise<StreamSource> => {
  const source = streams(streamArn)
  if (source === undefined) throw invalid(`Stream not found: ${streamArn}`)
  try {
    await source.shards(undefined)
  } catch (error) {
    if (error instanceof SourceError && error.problem === 'not-found')
      throw invalid(`Stream not found: ${streamArn}`, error)
  }
  return source
}

/** The function of a name or ARN. */
export const locateFunction = (
  { functions }: EventSourceMappingsOptions,
  functionName: string,
): { readonly function: FunctionReference; readonly target: FunctionTarget } => {
  const reference = functionReference(functionName)
  const target = reference && functions(reference.name, reference.qualifier)
  if (reference === undefined || target === undefined) throw invalid('Function does not exist')
  return { function: reference, target }
}

/** The destination on failure, where one is named. */
export const locateDestination = (
  { destinations }: EventSourceMappingsOptions,
  { DestinationConfig }: MappingParameters,
): { readonly destination: string | undefined; readonly onFailure: FailureDestination | undefined } => {
  const destination = DestinationConfig?.OnFailure?.Destination
  if (destination === undefined || destination === '') return { destination: undefined, onFailure: undefined }
  const onFailure = destinations?.(destination)
  if (onFailure === undefined) throw invalid(`The destination ${destination} does not exist.`)
  return { destination, onFailure }
}
