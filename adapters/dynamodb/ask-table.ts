import type {
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb'
import type { AskedAction, AskService } from '../aws/ask-service.ts'

type Operation<Input, Output> = AskedAction<Input, Omit<Output, '$metadata'>>

/** What is asked of tables while a function runs. */
export interface TableOperations {
  readonly BatchWriteItem: Operation<BatchWriteItemCommandInput, BatchWriteItemCommandOutput>
  readonly DeleteItem: Operation<DeleteItemCommandInput, DeleteItemCommandOutput>
  readonly GetItem: Operation<GetItemCommandInput, GetItemCommandOutput>
  readonly PutItem: Operation<PutItemCommandInput, PutItemCommandOutput>
  readonly Query: Operation<QueryCommandInput, QueryCommandOutput>
  readonly TransactWriteItems: Operation<TransactWriteItemsCommandInput, TransactWriteItemsCommandOutput>
  readonly UpdateItem: Operation<UpdateItemCommandInput, UpdateItemCommandOutput>
}

/** Makes a request of DynamoDB. */
export type AskTable = AskService<TableOperations>

/** True for the answer to a write whose condition did not hold; the item is there where it was asked for. */
export const isConditionFailure = (
  error: unknown,
): error is Error & { readonly Item?: QueryCommandInput['ExclusiveStartKey'] } =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException'
