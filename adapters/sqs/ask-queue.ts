import type { AskService } from '../aws/ask-service.ts'
import type { TakenEntry } from '../aws/send-in-chunks.ts'

/** A message of a batch. */
interface QueuedEntry {
  readonly Id: string
  readonly MessageBody: string
  readonly MessageGroupId?: string
  readonly MessageDeduplicationId?: string
}

/** An entry that SQS did not take. */
interface UnqueuedEntry {
  readonly Id: string | undefined
  readonly Code: string | undefined
  readonly Message?: string | undefined
  readonly SenderFault: boolean | undefined
}

/** What is asked of queues. */
export interface QueueOperations {
  readonly GetQueueUrl: {
    readonly input: { readonly QueueName: string; readonly QueueOwnerAWSAccountId: string }
    readonly output: { readonly QueueUrl?: string | undefined }
  }
  readonly SendMessage: {
    readonly input: { readonly QueueUrl: string; readonly MessageBody: string }
    readonly output: object
  }
  readonly SendMessageBatch: {
    readonly input: { readonly QueueUrl: string; readonly Entries: readonly QueuedEntry[] }
    readonly output: {
      readonly Successful?: readonly TakenEntry[] | undefined
      readonly Failed?: readonly UnqueuedEntry[] | undefined
    }
  }
}

/** Makes a request of SQS. */
export type AskQueue = AskService<QueueOperations>
