import { localParty } from '../../adapters/file/local-party.ts'
import { blobStore } from '../../adapters/open/blob-store.ts'
import { failedObjects } from '../../adapters/open/failed-objects.ts'
import { itemSource } from '../../adapters/open/item-source.ts'
import { claimStore } from '../../adapters/open/claim-store.ts'
import { ledgerStore } from '../../adapters/open/ledger-store.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { namesSaid } from './deployed-names.ts'
import { placesIn } from './places-in.ts'
import type { RedriveSummary } from './redrive-event.ts'
import type { RedriveOptions } from './redrive-options.ts'
import { redrive } from './redrive.ts'

/** What {@link redriveFrom} takes: a redrive, its ports named by URLs. */
export interface RedriveFromOptions extends Omit<
  RedriveOptions,
  | 'from'
  | 'registries'
  | 'ledger'
  | 'claims'
  | 'items'
  | 'blobs'
  | 'stage'
  | 'party'
  | 'table'
  | 'mayLackPlaces'
> {
  /** URLs; none stands for PARK_URL and FAILURES_URL. */
  readonly from: readonly string[]
  /** The registry of each function, by the function’s name in the project. */
  readonly registries: ReadonlyMap<string, Registry>
  /** Where the variables stand that name the ports. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * A redrive with the ports that the environment names: LEDGER_URL, STAGE, TABLE_NAME and BLOB_URL where they are
 * set, FUNCTION_NAMES, and, where nothing else is said, PARK_URL and FAILURES_URL.
 *
 * @example
 * ```ts
 * export const handler = async (request: { readonly dryRun?: boolean }, context: LambdaContext) =>
 *   redriveFrom({
 *     from: [],
 *     registries: new Map([['projections', pipeline(process.env)]]),
 *     env: process.env,
 *     dryRun: request.dryRun ?? false,
 *     newId: randomUUID,
 *     clock: systemClock,
 *     logger: jsonLogger,
 *     signal: AbortSignal.timeout(context.getRemainingTimeInMillis() - 5_000),
 *     tell: () => undefined,
 *   })
 * ```
 * @throws PipelineError `redrive.nowhere-to-look`, and what reading the places and the sinks throws
 */
export const redriveFrom = async ({ env, ...options }: RedriveFromOptions): Promise<RedriveSummary> => {
  return redrive({
    ...options,
    from: placesIn(env, options.from).map(failedObjects),
    // A folder comes with the first change that is parked in it.
    mayLackPlaces: options.from.length === 0,
    deployedNames: new Map([...(options.deployedNames ?? []), ...namesSaid(env['FUNCTION_NAMES'])]),
    table: env['TABLE_NAME'] === '' ? undefined : env['TABLE_NAME'],
    party: await localParty(options.newId(), env),
    claims: claimStore(env['LEDGER_URL']),
    ledger: ledgerStore(env['LEDGER_URL']),
    items: itemSource(env['TABLE_NAME'], env['REPLACED_TABLES']),
    ...(env['BLOB_URL'] !== undefined && { blobs: blobStore(env['BLOB_URL']) }),
    stage: env['STAGE'] ?? 'dev',
  })
}
