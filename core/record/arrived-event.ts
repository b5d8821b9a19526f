import type { StreamRecord } from './stream-record.ts'

/** What a record says of its change. */
export type ArrivedChange = {
  readonly [F in keyof NonNullable<StreamRecord['dynamodb']>]?:
    | (F extends 'Keys' | 'NewImage' | 'OldImage'
        ? Readonly<Record<string, object>>
        : NonNullable<StreamRecord['dynamodb']>[F])
    | undefined
}

/** A record of such an event. */
export type ArrivedRecord = {
  readonly [F in keyof StreamRecord]?: (F extends 'dynamodb' ? ArrivedChange : StreamRecord[F]) | undefined
}

/**
 * The event of a Lambda function on a DynamoDB stream as it is typed elsewhere, in `@types/aws-lambda` too. It is read
 * as a `StreamEvent`, and what is in it believed no further than that type goes.
 */
export interface ArrivedEvent {
  /** The records of one shard, oldest first. */
  readonly Records: readonly ArrivedRecord[]
}
