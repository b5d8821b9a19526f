// The engine brings this along, so that it can be used without the rest.
export { memoryCheckpointStore } from '../../engine/ports/memory-checkpoint-store.ts'
