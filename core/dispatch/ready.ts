import type { AnyChange } from '../change/change.ts'
import type { Group } from '../processor/processor.ts'
import { Want } from './want.ts'

/** The wants of one group: one fate, one result. */
export type Members = readonly Want[]

/** By far the most common group, so it holds no array until somebody asks for one. A class like {@link Want}. */
class GroupOfOne implements Group {
  readonly last: AnyChange

  constructor(change: AnyChange) {
    this.last = change
  }

  get key(): string {
    return this.last.key
  }

  get changes(): readonly AnyChange[] {
    return [this.last]
  }
}

class GroupOfMany implements Group {
  readonly changes: readonly AnyChange[]
  readonly last: AnyChange

  constructor(changes: readonly AnyChange[], last: AnyChange) {
    this.changes = changes
    this.last = last
  }

  get key(): string {
    return this.last.key
  }
}

/** A fault that was ordered for a try. */
export interface OrderedFault {
  readonly when: 'before' | 'after'
  readonly error: Error
}

/** A group that is ready for the call, and the wants whose fate that is. A class like {@link Want}. */
export class Ready {
  readonly group: Group
  readonly fault: OrderedFault | undefined
  readonly #members: Want | Members

  constructor(group: Group, members: Want | Members, fault?: OrderedFault) {
    this.group = group
    this.fault = fault
    this.#members = members
  }

  get members(): Members {
    return this.#members instanceof Want ? [this.#members] : this.#members
  }

  each(change: (want: Want) => void): void {
    if (this.#members instanceof Want) change(this.#members)
    else this.#members.forEach(change)
  }
}

/** A change that is a group by itself. */
export const readyAlone = (want: Want, change: AnyChange): Ready => new Ready(new GroupOfOne(change), want)

/** Changes that share their fate; `undefined` where there is none. */
export const readyTogether = (
  members: Members,
  changes: readonly AnyChange[],
  fault?: OrderedFault,
): Ready | undefined => {
  const last = changes.at(-1)
  return last && new Ready(new GroupOfMany(changes, last), members, fault)
}
