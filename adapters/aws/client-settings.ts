/** The part of an SDK client's configuration that is ours. */
export interface ClientSettings {
  readonly maxAttempts: number
  readonly requestHandler: {
    readonly connectionTimeout: number
    readonly requestTimeout: number
    readonly throwOnRequestTimeout: boolean
    readonly httpAgent?: { readonly keepAlive: boolean }
    readonly httpsAgent?: { readonly keepAlive: boolean }
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

/**
 * What a client is made with that may hand over nothing twice: one try, and a connection for each, because nobody knows
 * what became of a request on a socket that died while the function was frozen.
 */
export const onceSettings = (region?: string): ClientSettings => {
  const { requestHandler, ...settings } = clientSettings(region)
  const agent = { keepAlive: false }
  return {
    ...settings,
    maxAttempts: 1,
    requestHandler: { ...requestHandler, httpAgent: agent, httpsAgent: agent },
  }
}
