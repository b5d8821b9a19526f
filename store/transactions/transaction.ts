import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { UpdateAction, Changes } from '../expressions/changes.ts'
import type { Condition } from '../expressions/condition.ts'
import type { Key } from '../items/key.ts'

/** How one action of a transaction is written. */
export interface ActionOptions {
  /** How an error calls the action. @defaultValue what it does and to which key */
  readonly label?: string | undefined
  /** Must hold for the item that is there, or nothing of the transaction is written. */
  readonly condition?: Condition | undefined
}

/** One action of a transaction, as frozen data. */
export type Action =
  | ({ readonly act: 'put'; readonly item: object } & ActionOptions)
  | ({ readonly act: 'update'; readonly key: Key; readonly list: readonly UpdateAction[] } & ActionOptions)
  | ({ readonly act: 'remove'; readonly key: Key } & ActionOptions)
  | ({ readonly act: 'check'; readonly key: Key; readonly condition: Condition } & Pick<
      ActionOptions,
      'label'
    >)

/** Up to 100 actions on different items that are done all or none; every word returns a new transaction. */
export interface Transaction {
  /**
   * Those so far, as frozen data.
   * @internal
   */
  readonly actions: readonly Action[]
  /** Writes a whole item in place of the one that is there. */
  readonly put: (item: object, options?: ActionOptions) => Transaction
  /** Changes an item, or makes it where there is none. */
  readonly update: <T = PlainItem>(key: Key, changes: Changes<T>, options?: ActionOptions) => Transaction
  /** Removes an item; one that is not there is no error unless a condition says so. */
  readonly remove: (key: Key, options?: ActionOptions) => Transaction
  /** Writes nothing, but fails the transaction unless the condition holds. */
  readonly check: (key: Key, condition: Condition, options?: Pick<ActionOptions, 'label'>) => Transaction
}

const transactionOf = (actions: readonly Action[]): Transaction => {
  const and = (action: Action): Transaction => transactionOf([...actions, Object.freeze(action)])
  return Object.freeze({
    actions: Object.freeze(actions),
    put: (item, options) => and({ act: 'put', item, ...options }),
    update: (key, { list }, options) => and({ act: 'update', key, list, ...options }),
    remove: (key, options) => and({ act: 'remove', key, ...options }),
    check: (key, condition, options) => and({ act: 'check', key, condition, ...options }),
  } satisfies Transaction)
}

/**
 * Begins a transaction; `transact` makes it happen.
 *
 * @example
 * ```ts
 * transaction()
 *   .put(order, { condition: attribute('PK').absent(), label: 'the order' })
 *   .update(productKey('p1'), changes().decrement('quantity', 2), {
 *     condition: attribute('quantity').atLeast(2),
 *     label: 'stock of p1',
 *   })
 * ```
 */
export const transaction = (): Transaction => transactionOf([])
