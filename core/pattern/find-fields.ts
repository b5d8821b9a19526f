import { ExactNumber } from '../attributes/exact-number.ts'
import type { FieldTree, FieldStep } from './field-tree.ts'
import type { Leaf } from './pattern.ts'

/** Which element of which array something is in; `outer` is the array around that one. */
export interface Membership {
  readonly array: number
  readonly index: number
  readonly outer: Membership | undefined
}

/** A leaf of the event, and the arrays it is in. Of an array of plain values it is not said to be in one. */
export interface FoundLeaf {
  readonly value: Leaf
  readonly membership: Membership | undefined
}

/** The leaves of an event at each slot, and whether one of them is in an element of an array. */
export interface Fields {
  readonly at: readonly (readonly FoundLeaf[] | undefined)[]
  readonly isInArray: boolean
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !(value instanceof ExactNumber)

/** Finds the leaves that a pattern asks about. An object or an empty array is no leaf. */
export const findFields = (fields: FieldTree, event: Readonly<Record<string, unknown>>): Fields => {
  const at: FoundLeaf[][] = []
  let arrays = 0
  let isInArray = false

  const visit = (step: FieldStep, value: unknown, membership: Membership | undefined): void => {
    if (Array.isArray(value)) {
      const array = arrays
      arrays += 1
      for (const [index, element] of value.entries()) {
        visit(step, element, isObject(element) ? { array, index, outer: membership } : membership)
      }
    } else if (isObject(value)) {
      visitObject(step.below, value, membership)
    } else if (step.slot !== undefined && value !== undefined) {
      const found = (at[step.slot] ??= [])
      found.push({ value, membership })
      isInArray ||= membership !== undefined
    }
  }
  const visitObject = (
    tree: FieldTree,
    object: Readonly<Record<string, unknown>>,
    membership: Membership | undefined,
  ): void => {
    for (const step of tree())
      if (Object.hasOwn(object, step.name)) visit(step, object[step.name], membership)
  }

  visitObject(fields, event, undefined)
  return { at, isInArray }
}
