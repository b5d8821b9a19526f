import type { AskService } from '../aws/ask-service.ts'
import type { TakenEntry } from '../aws/send-in-chunks.ts'

/** A message of a batch. */
export interface PublishedEntry {
  readonly Id: string
  readonly Message: string
  readonly Subject?: string
  readonly MessageGroupId?: string
  readonly MessageDeduplicationId?: string
}

/** An entry that SNS did not take. */
export interface UnpublishedEntry {
  readonly Id: string | undefined
  readonly Code: string | undefined
  readonly Message?: string | undefined
  readonly SenderFault: boolean | undefined
}

/** What is asked of topics. */
export interface TopicOperations {
  readonly Publish: {
    readonly input: { readonly TopicArn: string; readonly Message: string }
    readonly output: object
  }
  readonly PublishBatch: {
    readonly input: {
      readonly TopicArn: string
      readonly PublishBatchRequestEntries: readonly PublishedEntry[]
    }
    readonly output: {
      readonly Successful?: readonly TakenEntry[] | undefined
      readonly Failed?: readonly UnpublishedEntry[] | undefined
    }
  }
}

/** Makes a request of SNS. */
export type AskTopic = AskService<TopicOperations>
