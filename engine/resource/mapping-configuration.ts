/**
 * What a mapping can be given at its creation and changed to afterwards, in AWS's words.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export interface MappingParameters {
  readonly FunctionName?: string
  readonly Enabled?: boolean
  readonly BatchSize?: number
  readonly MaximumBatchingWindowInSeconds?: number
  readonly ParallelizationFactor?: number
  readonly MaximumRetryAttempts?: number
  readonly MaximumRecordAgeInSeconds?: number
  readonly BisectBatchOnFunctionError?: boolean
  readonly TumblingWindowInSeconds?: number
  readonly FunctionResponseTypes?: readonly string[]
  readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern?: string }[] }
  readonly DestinationConfig?: {
    readonly OnFailure?: { readonly Destination?: string }
    readonly OnSuccess?: { readonly Destination?: string }
  }
  readonly MetricsConfig?: { readonly Metrics?: readonly string[] }
}

/**
 * What makes a mapping.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export interface CreateEventSourceMappingInput extends MappingParameters {
  readonly EventSourceArn?: string
  readonly StartingPosition?: string
}

/**
 * What is changed of a mapping.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export interface UpdateEventSourceMappingInput extends MappingParameters {
  readonly UUID: string
}

/** Where a mapping stands. */
export type MappingState =
  'Creating' | 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled' | 'Updating' | 'Deleting'

/**
 * A mapping as AWS shows it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
 */
export interface EventSourceMappingConfiguration {
  readonly UUID: string
  readonly EventSourceMappingArn: string
  readonly EventSourceArn: string
  readonly FunctionArn: string
  readonly State: MappingState
  readonly StateTransitionReason: string
  readonly LastProcessingResult: string
  readonly LastModified: Date
  readonly StartingPosition: string
  readonly BatchSize: number
  readonly MaximumBatchingWindowInSeconds: number
  readonly ParallelizationFactor: number
  readonly MaximumRetryAttempts: number
  readonly MaximumRecordAgeInSeconds: number
  readonly BisectBatchOnFunctionError: boolean
  readonly TumblingWindowInSeconds: number
  readonly FunctionResponseTypes: readonly string[]
  readonly DestinationConfig: { readonly OnFailure: { readonly Destination?: string } }
  /** Left out where there are no filters. */
  readonly FilterCriteria?: { readonly Filters: readonly { readonly Pattern: string }[] }
  /** Left out where no metrics are asked for. */
  readonly MetricsConfig?: { readonly Metrics: readonly string[] }
}

/** The answer of a call, with its HTTP status where AWS's SDKs have it. */
export type MappingAnswer = EventSourceMappingConfiguration & {
  /** As every answer of the SDK has it. */
  readonly $metadata: { readonly httpStatusCode: number }
}
