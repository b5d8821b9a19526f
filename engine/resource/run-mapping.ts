import { reasonOf } from '../../core/errors/thrown.ts'
import type { EngineEvent } from '../events.ts'
import { EventSourceMapping } from '../event-source-mapping.ts'
import type { FunctionTarget } from '../ports/function-target.ts'
import { functionArnBeside } from './function-name.ts'
import type { MappingEntry } from './mapping-entry.ts'
import type { EventSourceMappingsOptions } from './resource-options.ts'

/** A function that can be deleted while it is mapped: an invocation of what is not there does not take place. */
const byName = (entry: MappingEntry, { functions }: EventSourceMappingsOptions): FunctionTarget => {
  const { name, qualifier } = entry.function
  const functionArn = functionArnBeside(entry.source.streamArn, entry.function)
  return {
    functionName: name,
    invoke: async (event, requestId) =>
      (await functions(name, qualifier)?.invoke(event, requestId)) ?? {
        type: 'not-invoked',
        message: `Function not found: ${functionArn}`,
      },
  }
}

const noteResult = (entry: MappingEntry, event: EngineEvent): void => {
  if (event.event !== 'InvokeEnded') return
  const isFine = event.result === 'success' || event.result === 'partial'
  entry.lastProcessingResult = isFine ? 'OK' : 'PROBLEM: Function call failed'
}

/** Lets a mapping read; where it left off, if it has run before. A stream that is gone is a problem to be shown. */
export const startMapping = async (
  entry: MappingEntry,
  options: EventSourceMappingsOptions,
): Promise<void> => {
  const { onFailure, settings, source, uuid } = entry
  const mapping = new EventSourceMapping({
    ...options,
    id: uuid,
    functionArn: functionArnBeside(source.streamArn, entry.function),
    settings,
    source,
    target: byName(entry, options),
    ...(onFailure && { onFailure }),
    emit: event => {
      noteResult(entry, event)
      options.emit(event)
    },
  })
  try {
    await mapping.start()
    entry.running = mapping
  } catch (error) {
    entry.lastProcessingResult = `PROBLEM: ${reasonOf(error)}`
  }
}

/** Ends a mapping's reading; what is under way is brought to its end. */
export const stopMapping = async (entry: MappingEntry): Promise<void> => {
  await entry.running?.stop()
  entry.running = undefined
}
