import type { Opens } from '../../core/opens.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { configFaults } from './faults.ts'
import { missingPackage } from './missing-package.ts'
import { withoutSecrets } from './without-secrets.ts'

/** Opens something at the part of a URL that follows its scheme. */
export type Opener<T> = (place: string) => Promise<T>

/**
 * Opens what a URL names, by its scheme, once and at first use: building a pipeline opens nothing.
 *
 * @throws PipelineError from the returned function: `config.url-missing`, `config.scheme-unknown`
 */
export const openOnDemand = <T>(
  what: string,
  url: string | undefined,
  openers: Readonly<Record<string, Opener<T>>>,
): (() => Promise<T>) => {
  let opened: Promise<T> | undefined
  return async () => {
    opened ??= openNow(what, url, openers).catch((error: unknown) => {
      // What is missing now may be there at the next try, which a warm function makes in the same process.
      opened = undefined
      throw error
    })
    return opened
  }
}

/** Opens what is opened on demand before it is used, and connects where it can. */
export const openBefore =
  (open: () => Promise<Opens>): NonNullable<Opens['open']> =>
  async signal => {
    await (await open()).open?.(signal)
  }

const openNow = async <T>(
  what: string,
  url: string | undefined,
  openers: Readonly<Record<string, Opener<T>>>,
): Promise<T> => {
  if (url === undefined || url === '') throw raise(configFaults, 'config.url-missing', { what })
  const [scheme = ''] = url.split(':', 1)
  const open = Object.hasOwn(openers, scheme) ? openers[scheme] : undefined
  if (open === undefined) {
    const known = Object.keys(openers).map(name => `${name}:`)
    throw raise(configFaults, 'config.scheme-unknown', { what, url: withoutSecrets(url), known })
  }
  try {
    return await open(url.slice(scheme.length + 1))
  } catch (error) {
    const client = missingPackage(error)
    if (client === undefined) throw error
    throw raise(configFaults, 'config.client-missing', { what, client }, { cause: error })
  }
}
