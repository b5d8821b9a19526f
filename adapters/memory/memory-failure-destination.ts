// The engine brings this along, so that it can be used without the rest.
export type { MemoryFailureDestination } from '../../engine/ports/memory-failure-destination.ts'
export { memoryFailureDestination } from '../../engine/ports/memory-failure-destination.ts'
