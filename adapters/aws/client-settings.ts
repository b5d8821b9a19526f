/** The part of an SDK client's configuration that is ours. */
export interface ClientSettings {
  readonly maxAttempts: number
  readonly requestHandler: {
    readonly connectionTimeout: number
    readonly requestTimeout: number
    readonly throwOnRequestTimeout: boolean
  }
  readonly region?: string
}

/**
 * What every client of ours is made with. One more attempt than one, because a socket that was kept open while the
 * function was frozen is often dead; more is Lambda's business, which knows the deadline. Timeouts are below the
 * shortest function timeout that makes sense. Region, credentials and `AWS_ENDPOINT_URL` are the SDK's own to find.
 */
export const clientSettings = (region?: string): ClientSettings => ({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  ...(region !== undefined && { region }),
})
