/** A LocalStack that answers, started for this run. */
export interface RunningLocalStack {
  readonly endpoint: string
  /** How it was started, in a word or two. */
  readonly how: string
  /** Ends it with everything it started. */
  readonly stop: () => Promise<void>
}

/** What this machine lacks, as one sentence for the skipped tests. */
export class Missing extends Error {}

/** Settings of LocalStack that both ways of starting it share. */
export const settings = {
  // DynamoDB Local's own streams; otherwise LocalStack makes streams out of Kinesis ones, and loses the first records.
  PROVIDER_OVERRIDE_DYNAMODB: 'v2',
  LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC: '0.1',
  SQS_ENDPOINT_STRATEGY: 'path',
  DISABLE_EVENTS: '1',
  EAGER_SERVICE_LOADING: '0',
} as const

/** Waits until LocalStack answers. */
export const whenHealthy = async (endpoint: string, isOver: () => boolean): Promise<boolean> => {
  const deadlineMs = Date.now() + 120_000
  while (Date.now() < deadlineMs && !isOver()) {
    const answer = await fetch(`${endpoint}/_localstack/health`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => undefined,
    )
    if (answer?.ok === true) return true
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  return false
}
