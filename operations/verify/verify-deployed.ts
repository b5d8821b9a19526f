import { join } from 'node:path'
import { openClients } from '../../adapters/dynamodb/open-clients.ts'
import { blobStore } from '../../adapters/open/blob-store.ts'
import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Logger } from '../../core/logger.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { verifyFaults } from './faults.ts'
import { metricsOf } from './metrics.ts'
import { removeRun } from './run-state.ts'
import type { VerifySummary } from './verify-event.ts'
import type { VerifyScope } from './verify-options.ts'
import { comparedTable } from './source/compared-table.ts'
import { verifyTables } from './verify-tables.ts'

/** What {@link verifyDeployed} takes. */
export interface VerifyDeployedOptions {
  /** Dimension of the metrics. */
  readonly functionName: string
  /** Its processors say what their sinks should hold. */
  readonly registry: Registry
  /**
   * TABLE_NAME, and where they are set VERIFY_SHARE (above 0, up to 1; by default 0.01) and VERIFY_READ_UNITS (a
   * second; by default 50).
   */
  readonly env: Readonly<Record<string, string | undefined>>
  /** A folder that may be written to. */
  readonly workIn: string
  /** For the time of the metrics, and for pauses between looks. */
  readonly clock: Clock
  /** From 0 up to 1: which share is looked at. */
  readonly random: () => number
  /** Makes ids that nobody else has. */
  readonly newId: () => string
  /** Asks for an end; what was compared until then is told. */
  readonly signal: AbortSignal
  /** Gets a warning for each difference. */
  readonly logger: Logger
  /** Writes a line that CloudWatch takes for metrics. */
  readonly print: (text: string) => void
}

type Env = VerifyDeployedOptions['env']

const numberIn = (env: Env, name: string, otherwise: number, most: number): number => {
  const text = env[name] ?? ''
  const value = text === '' ? otherwise : Number(text)
  if (value > 0 && value <= most) return value
  throw raise(verifyFaults, 'verify.argument-invalid', {
    option: name,
    value: text,
    allowed: `a number above 0 and up to ${most}`,
  })
}

const scopeIn = (env: Env): VerifyScope => {
  const share = numberIn(env, 'VERIFY_SHARE', 0.01, 1)
  return share === 1 ? { type: 'full' } : { type: 'sample', share }
}

/**
 * Compares the sinks of one deployed function with its table, tells what differs in the log and counts it in metrics.
 * Reads only.
 *
 * @example
 * ```ts
 * export const handler = async (_: unknown, context: LambdaContext) =>
 *   verifyDeployed({
 *     functionName: 'projections',
 *     registry: pipeline(process.env),
 *     env: process.env,
 *     workIn: tmpdir(),
 *     clock: systemClock,
 *     random: Math.random,
 *     newId: randomUUID,
 *     signal: AbortSignal.timeout(context.getRemainingTimeInMillis() - 30_000),
 *     logger: jsonLogger,
 *     print: text => void process.stdout.write(`${text}\n`),
 *   })
 * ```
 * @throws PipelineError `verify.argument-invalid`, `verify.table-unreadable`, and what table and sinks throw
 */
export const verifyDeployed = async (options: VerifyDeployedOptions): Promise<VerifySummary> => {
  const { functionName, registry, env, workIn, newId, logger, print, ...surroundings } = options
  const folder = join(workIn, `verify-${newId()}`)
  const blobUrl = env['BLOB_URL'] ?? ''
  try {
    const summary = await verifyTables({
      ...surroundings,
      subjects: [
        {
          functionName,
          processors: registry.processors,
          tables: [await comparedTable(openClients(env).table, env['TABLE_NAME'] ?? '')],
        },
      ],
      scope: scopeIn(env),
      maxReadUnits: numberIn(env, 'VERIFY_READ_UNITS', 50, 1_000_000),
      folder,
      ...(blobUrl !== '' && { blobs: blobStore(blobUrl) }),
      tell: ({ event, ...detail }) => {
        if (event === 'Difference' || event === 'Unjudged') logger.warn(event, detail)
      },
    })
    print(metricsOf(summary, { functionName, stage: env['STAGE'] ?? 'dev', atMs: options.clock.now() }))
    return summary
  } finally {
    await removeRun(folder)
  }
}
