import type { AnyChange } from '../change/change.ts'
import type { Group } from '../processor/processor.ts'
import { Delivery } from './delivery.ts'

/** By far the most common group, so it holds no array until somebody asks for one. A class: decision 0090. */
class GroupOfOne implements Group {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new GroupOfOne(undefined as never)

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
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new GroupOfMany([], undefined as never)

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

/** A group that is ready for the call, and its deliveries: one fate, one result. A class: decision 0090. */
export class PreparedGroup {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new PreparedGroup(undefined as never, [])

  readonly group: Group
  readonly fault: OrderedFault | undefined
  readonly #members: Delivery | readonly Delivery[]

  constructor(group: Group, members: Delivery | readonly Delivery[], fault?: OrderedFault) {
    this.group = group
    this.fault = fault
    this.#members = members
  }

  get members(): readonly Delivery[] {
    return this.#members instanceof Delivery ? [this.#members] : this.#members
  }

  each(change: (delivery: Delivery) => void): void {
    if (this.#members instanceof Delivery) change(this.#members)
    else this.#members.forEach(change)
  }
}

/** A change that is a group by itself. */
export const groupOfOne = (delivery: Delivery, change: AnyChange): PreparedGroup =>
  new PreparedGroup(new GroupOfOne(change), delivery)

/** Changes that share their fate; `undefined` where there is none. */
export const groupOf = (
  members: readonly Delivery[],
  changes: readonly AnyChange[],
  fault?: OrderedFault,
): PreparedGroup | undefined => {
  const last = changes.at(-1)
  return last && new PreparedGroup(new GroupOfMany(changes, last), members, fault)
}
