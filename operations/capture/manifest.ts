import type { StreamViewType } from '../../core/record/stream-record.ts'

/** What lies beside a capture: where its records come from and what was done to them. */
export interface CaptureManifest {
  readonly tool: string
  /** ISO 8601. */
  readonly capturedAt: string
  /** False when the capture was interrupted or failed: then the file ends before the stream did. */
  readonly complete: boolean
  readonly source: {
    readonly endpoint: 'aws' | 'dynamodb-local' | 'other'
    readonly tableName: string
    readonly streams: readonly CapturedStream[]
  }
  readonly count: number
  /** Only records of these items, partition key first. */
  readonly keys: readonly (readonly string[])[]
  /** Only records created at this time or later; ISO 8601. */
  readonly since: string | null
  /** Attributes whose values were replaced by others of the same type and length. */
  readonly redaction: { readonly attributes: readonly string[] } | null
}

/** What was taken of one stream. */
export interface CapturedStream {
  readonly streamArn: string
  readonly viewType: StreamViewType | null
  readonly count: number
  readonly firstSequenceNumber: string | null
  readonly lastSequenceNumber: string | null
  /** Shards some of whose records left the stream before they were read. */
  readonly gaps: readonly string[]
}

/** Where a capture's manifest lies. */
export const manifestFileOf = (file: string): string => `${file}.manifest.json`

/** Which kind of endpoint a stream is of: DynamoDB Local says so in its ARNs. */
export const endpointOf = (
  streamArn: string,
  env: Readonly<Record<string, string | undefined>>,
): CaptureManifest['source']['endpoint'] => {
  if (streamArn.startsWith('arn:aws:dynamodb:ddblocal:')) return 'dynamodb-local'
  return (env['AWS_ENDPOINT_URL_DYNAMODB'] ?? env['AWS_ENDPOINT_URL'] ?? '') === '' ? 'aws' : 'other'
}
