import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { Condition } from '../expressions/condition.ts'
import { conditionText } from '../expressions/condition-text.ts'
import type { ExpressionScope } from '../expressions/expression-scope.ts'
import { plainItem } from '../items/values.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'

/** The parts of a request that carry a condition, and ask for the item that failed it. */
export interface ConditionInput {
  readonly ConditionExpression?: string
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD'
}

/** A condition, or none, as the SDK takes it. */
export const conditionInput = (condition: Condition | undefined, scope: ExpressionScope): ConditionInput =>
  condition === undefined
    ? {}
    : {
        ConditionExpression: conditionText(condition, scope),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }

/** Runs a conditional write; a condition that does not hold is an error that carries the item that is there. */
export const orConditionFailed = async <O>(
  operation: string,
  key: PlainItem,
  write: () => Promise<O>,
): Promise<O> => {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const item = error.Item && plainItem(error.Item)
    throw raise(storeFaults, 'store.condition-failed', { operation, key, item }, { cause: error })
  }
}
