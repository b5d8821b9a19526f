import { blobStore } from '../../adapters/open/blob-store.ts'
import { failedObjects } from '../../adapters/open/failed-objects.ts'
import { ledgerStore } from '../../adapters/open/ledger-store.ts'
import { raise } from '../../core/errors/raise.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { RedriveSummary } from './redrive-event.ts'
import type { RedriveOptions } from './redrive-options.ts'
import { redrive } from './redrive.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What {@link redriveFrom} takes: a redrive, its ports named by URLs. */
export interface RedriveFromOptions extends Omit<
  RedriveOptions,
  'from' | 'registries' | 'ledger' | 'blobs' | 'stage'
> {
  /** URLs; none stands for PARK_URL and FAILURES_URL. */
  readonly from: readonly string[]
  readonly registries: ReadonlyMap<string, Registry>
  readonly env: Env
}

/**
 * A redrive with the ports that the environment names: LEDGER_URL, STAGE, BLOB_URL where one is set, and, where nothing
 * else is said, PARK_URL and FAILURES_URL.
 *
 * @throws PipelineError `redrive.nowhere-to-look`, and what {@link redrive} throws
 */
export const redriveFrom = async ({ env, ...options }: RedriveFromOptions): Promise<RedriveSummary> => {
  const named = options.from.length > 0 ? options.from : [env['PARK_URL'], env['FAILURES_URL']]
  const urls = new Set(named.flatMap(url => (url === undefined || url === '' ? [] : [url])))
  if (urls.size === 0) throw raise('redrive.nowhere-to-look', { variables: ['PARK_URL', 'FAILURES_URL'] })
  return redrive({
    ...options,
    from: [...urls].map(failedObjects),
    ledger: ledgerStore(env['LEDGER_URL']),
    ...(env['BLOB_URL'] !== undefined && { blobs: blobStore(env['BLOB_URL']) }),
    stage: env['STAGE'] ?? 'dev',
  })
}
