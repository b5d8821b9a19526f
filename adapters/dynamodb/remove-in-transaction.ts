import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import type { Dependent, Removal } from '../../processors/cleanup/dependent-store.ts'
import { answered } from '../aws/answered.ts'
import { awsFailure } from '../aws/aws-failure.ts'
import type { AskTable } from './ask-table.ts'
import type { ExpressionPart } from './dependent-expressions.ts'
import { sdkImage } from './sdk-image.ts'

/** What the transactions of one removal share. */
export interface WithoutParent {
  readonly ask: AskTable
  /** Where it happens, for people. */
  readonly sink: string
  readonly TableName: string
  /** Tables in which the parent must not be. */
  readonly tables: readonly string[]
  readonly parentKeys: Image
  /** What each item must still be. */
  readonly condition: ExpressionPart | undefined
}

const checksOf = ({ tables, parentKeys }: WithoutParent): readonly TransactWriteItem[] => {
  const [key = ''] = Object.keys(parentKeys)
  return tables.map(TableName => ({
    ConditionCheck: {
      TableName,
      Key: sdkImage(parentKeys),
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': key },
    },
  }))
}

const deleteOf = ({ TableName, condition }: WithoutParent, { keys }: Dependent): TransactWriteItem => ({
  Delete: {
    TableName,
    Key: sdkImage(keys),
    ...(condition && {
      ConditionExpression: condition.text,
      ExpressionAttributeNames: condition.names,
      ExpressionAttributeValues: condition.values,
    }),
  },
})

const reasonsOf = (error: unknown): readonly CancellationReason[] | undefined => {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined
  const { CancellationReasons } = error as { readonly CancellationReasons?: readonly CancellationReason[] }
  return CancellationReasons ?? []
}

/** What a cancelled transaction of one item says of it. */
const ofOne = ({ sink }: WithoutParent, [code]: readonly string[], error: unknown): Removal => {
  if (code === 'ConditionalCheckFailed') return 'changed'
  const name = code ?? 'TransactionCanceledException'
  if (name === 'ValidationError') return awsFailure(sink, error)
  return raise(
    sinkFaults,
    'sink.throttled',
    { sink: `${sink} (${name})`, retryAfterMs: 1_000 },
    { cause: error },
  )
}

/**
 * Deletes items in one transaction that holds only while the parent is in none of the tables. Where one of them is in
 * the way, because it changed or others write to it, each is tried by itself.
 */
export const removeInTransaction = async (
  own: WithoutParent,
  dependents: readonly Dependent[],
  signal: AbortSignal | undefined,
): Promise<readonly Removal[] | 'parent-lives'> => {
  const checks = checksOf(own)
  const TransactItems = [...checks, ...dependents.map(each => deleteOf(own, each))]
  try {
    answered(own.sink, await own.ask('TransactWriteItems', { TransactItems }, signal))
    return dependents.map(() => 'applied')
  } catch (error) {
    const reasons = reasonsOf(error)
    if (reasons === undefined) return dependents.map(() => awsFailure(own.sink, error))
    const codes = reasons.map(({ Code = 'None' }) => Code)
    if (codes.slice(0, checks.length).includes('ConditionalCheckFailed')) return 'parent-lives'
    if (dependents.length === 1)
      return [
        ofOne(
          own,
          codes.filter(code => code !== 'None'),
          error,
        ),
      ]
  }
  const results: Removal[] = []
  for (const each of dependents) {
    const result = await removeInTransaction(own, [each], signal)
    if (result === 'parent-lives') return result
    results.push(...result)
  }
  return results
}
