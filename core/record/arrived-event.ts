import type { StreamRecord } from './stream-record.ts'

/** The same, with `undefined` wherever something may be left out. */
type Loose<T> = { readonly [F in keyof T]?: T[F] | undefined }

type ArrivedImages = Readonly<
  Record<'Keys' | 'NewImage' | 'OldImage', Readonly<Record<string, object>> | undefined>
>

/**
 * The event of a Lambda function on a DynamoDB stream as it is typed elsewhere, in `@types/aws-lambda` too. It is read
 * as a `StreamEvent`, and what is in it believed no further than that type goes.
 */
export interface ArrivedEvent {
  /** The records of one shard, oldest first. */
  readonly Records: readonly (Loose<Omit<StreamRecord, 'dynamodb'>> & {
    readonly dynamodb?:
      | (Loose<Omit<NonNullable<StreamRecord['dynamodb']>, keyof ArrivedImages>> & Partial<ArrivedImages>)
      | undefined
  })[]
}
