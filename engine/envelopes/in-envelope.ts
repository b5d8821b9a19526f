import type { FunctionEnvelope } from '../ports/envelope.ts'
import type { FunctionTarget, InvocationEvent } from '../ports/function-target.ts'

/** A function that gets its batches in an envelope, and whose answers come out of it. */
export const inEnvelope = (target: FunctionTarget, envelope: FunctionEnvelope): FunctionTarget => ({
  functionName: target.functionName,
  invoke: async (event, requestId) => {
    // Which form an event has is between the envelope and the function: a target only hands it on.
    const result = await target.invoke(envelope.event(event) as InvocationEvent, requestId)
    return result.type === 'returned' ? { ...result, value: envelope.answer(result.value, event) } : result
  },
})
