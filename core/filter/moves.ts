import type { AnyChange } from '../change/change.ts'
import { changeOf } from '../change/change-of.ts'
import { isLeftPromise } from '../concurrency/leave-alone.ts'
import type { Entity } from '../entity/entity.ts'
import type { RecordView } from '../record/record-view.ts'

/** Whether a change moves what a sink holds of its item to another place, an id that is derived from an image say. */
export type Moves = (change: AnyChange) => boolean

/**
 * Asks about the change of an item that a filter holds before and after. What cannot be told here, because an image is
 * missing, a schema is asynchronous or somebody's function throws, is told when the change is delivered.
 */
export const mayMove = (moves: Moves, view: RecordView, entity: Entity | undefined): boolean => {
  try {
    const change = changeOf(view, 'MODIFY', entity)
    return isLeftPromise(change) || moves(change)
  } catch {
    return true
  }
}
