/** A LocalStack that answers, started for this run. */
export interface RunningLocalStack {
  readonly endpoint: string
  /** How it was started, in a few words. */
  readonly how: string
  /** The file in which it writes down what functions ask of AWS, where it does. */
  readonly calls?: string
  /** Ends it with everything it started. */
  readonly stop: () => Promise<void>
}

/** What this machine lacks: the reason why the tests are skipped. */
export class Missing extends Error {}

/** Settings of LocalStack that both ways of starting it share. */
export const sharedSettings: Readonly<Record<string, string>> = {
  // DynamoDB Local's own streams; otherwise LocalStack makes streams out of Kinesis ones, and loses the first records.
  PROVIDER_OVERRIDE_DYNAMODB: 'v2',
  DYNAMODB_IN_MEMORY: '1',
  LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC: '0.1',
  SQS_ENDPOINT_STRATEGY: 'path',
  DISABLE_EVENTS: '1',
  EAGER_SERVICE_LOADING: '0',
}

/** Whether LocalStack is ready on a port of loopback. */
export const isHealthy = async (port: number): Promise<boolean> => {
  try {
    const url = `http://127.0.0.1:${port}/_localstack/health`
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok
  } catch {
    return false
  }
}
