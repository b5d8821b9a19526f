import dns from 'node:dns'

/** Names of AWS's own: services, domains of OpenSearch, URLs of functions. */
const ofAws = /(^|\.)(amazonaws\.com(\.cn)?|aws)\.?$/i

type Callback = (error: Error) => void

const refusal = (host: string): Error => {
  const message = `tailrace dev keeps functions from ${host}: set AWS_ENDPOINT_URL_<SERVICE> to where the service may be reached, name a queue by a URL there, or pass --allow-remote-sinks.`
  return Object.assign(new Error(message), { code: 'ERR_TAILRACE_KEPT_LOCAL', hostname: host })
}

/**
 * From here on nothing in this thread finds the addresses of AWS's names. An endpoint in the environment does not hold
 * everything back: the SDK's SQS client goes to the host in a queue's URL. Only for a thread that has nothing to do with AWS but
 * through a user's code.
 */
export const keepFromAws = (): void => {
  const { lookup } = dns
  const { lookup: promised } = dns.promises
  const guarded = (host: string, ...rest: readonly unknown[]): unknown => {
    if (!ofAws.test(host)) return (lookup as (...all: readonly unknown[]) => unknown)(host, ...rest)
    queueMicrotask(() => {
      ;(rest.at(-1) as Callback)(refusal(host))
    })
    return undefined
  }
  const guardedPromise = async (host: string, ...rest: readonly unknown[]): Promise<unknown> => {
    if (ofAws.test(host)) throw refusal(host)
    return (promised as (...all: readonly unknown[]) => Promise<unknown>)(host, ...rest)
  }
  Object.assign(dns, { lookup: guarded })
  Object.assign(dns.promises, { lookup: guardedPromise })
}
