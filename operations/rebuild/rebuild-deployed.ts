import { openClients } from '../../adapters/dynamodb/open-clients.ts'
import { blobStore } from '../../adapters/open/blob-store.ts'
import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Logger } from '../../core/logger.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { trustedMs } from '../../core/version/trusted-mark.ts'
import { newPace } from '../verify/pace.ts'
import { comparedTable } from '../verify/source/compared-table.ts'
import { filledSinks } from './begin-rebuild.ts'
import { chooseIndex } from './choose-index.ts'
import { rebuildFaults } from './faults.ts'
import type { FilledPart, FillPart } from './fill-part.ts'
import { fillPart } from './fill-part.ts'
import { announceRebuild } from './rebuild-index.ts'

/** A step of a rebuild over many machines: the beginning, or a part of the scan. */
export type RebuildCall =
  | { readonly step: 'begin'; readonly index?: string; readonly segments: number }
  | { readonly step: 'fill'; readonly part: RebuildPart }

/** A part as a state machine hands it from one invocation to the next. */
export interface RebuildPart extends FillPart {
  readonly alias: string
  readonly index: string
  readonly run: string
  /** Read capacity units a second, of this part alone. */
  readonly readUnits?: number
}

/** What the beginning gives: parts to be filled when so many seconds have passed. */
export interface BegunRebuild {
  readonly waitSeconds: number
  readonly parts: readonly RebuildPart[]
}

/** What {@link rebuildDeployed} takes. */
export interface RebuildDeployedOptions {
  readonly call: RebuildCall
  readonly functionName: string
  readonly registry: Registry
  /** TABLE_NAME, SEARCH_URL and BLOB_URL. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** A folder that may be written to. */
  readonly workIn: string
  readonly newId: () => string
  /** How long an invocation of the functions may last. */
  readonly timeoutMs: number
  /** Epoch milliseconds after which a part ends and goes on in the next invocation. */
  readonly untilMs: number
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal
  readonly logger: Logger
}

const mostParts = 1_000

const checkedParts = (segments: number): number => {
  if (Number.isInteger(segments) && segments >= 1 && segments <= mostParts) return segments
  throw raise(rebuildFaults, 'rebuild.argument-invalid', {
    option: 'segments',
    value: String(segments),
    allowed: `a whole number from 1 to ${mostParts}`,
  })
}

const placesOf = async ({ functionName, registry, env, timeoutMs }: RebuildDeployedOptions) => {
  const table = await comparedTable(openClients(env).table, env['TABLE_NAME'] ?? '')
  const { processors } = registry
  const subject = { functionName, deployedName: functionName, timeoutMs, processors, tables: [table] }
  return { table, found: { subjects: [subject], urls: [env['SEARCH_URL']] } }
}

const begin = async (
  options: RebuildDeployedOptions,
  { index, segments }: Extract<RebuildCall, { step: 'begin' }>,
): Promise<BegunRebuild> => {
  const count = checkedParts(segments)
  const { workIn, newId, timeoutMs, clock, random, signal, logger } = options
  const { found } = await placesOf(options)
  const { index: alias, subjects, admin } = chooseIndex(found, index)
  const settleMs = trustedMs + timeoutMs
  const run = newId()
  const state = await announceRebuild({
    alias,
    subjects,
    admin,
    // Whoever adopts the index looks at that.
    lateness: async () => Promise.resolve(undefined),
    folder: `${workIn}/rebuild-${run}`,
    run,
    settleMs,
    clock,
    random,
    signal,
    tell: ({ event, ...detail }) => {
      logger.info(event, detail)
    },
  }).finally(async () => admin.close())
  const parts = Array.from({ length: count }, (_, segment) => ({
    alias,
    index: state.index,
    run: state.run,
    segment,
    segments: count,
  }))
  return { waitSeconds: Math.ceil(settleMs / 1_000), parts }
}

const fill = async (
  options: RebuildDeployedOptions,
  part: RebuildPart,
): Promise<RebuildPart & FilledPart> => {
  const { env, clock, signal, logger, untilMs } = options
  const { table, found } = await placesOf(options)
  const { subjects, admin } = chooseIndex(found, part.alias)
  try {
    // Made anew by an engine's own habit it would be another one, without its mapping.
    if ((await admin.runOf(part.index)) !== part.run)
      throw raise(rebuildFaults, 'rebuild.index-gone', { index: part.index })
    const blobUrl = env['BLOB_URL'] ?? ''
    const surroundings = {
      run: part.run,
      sinks: await filledSinks(subjects, [table], part.index),
      pace: newPace(part.readUnits, clock, signal),
      ...(blobUrl !== '' && { blobs: blobStore(blobUrl) }),
      clock,
      signal,
      tell: ({ event, ...detail }: { readonly event: string }) => {
        logger.warn(event, detail)
      },
    }
    const { cursor: _, ...rest } = part
    return { ...rest, ...(await fillPart(surroundings, table, part, untilMs)) }
  } finally {
    await admin.close()
  }
}

/**
 * One invocation of a rebuild over many machines. What it leaves is taken over by `tailrace rebuild --adopt`, which
 * compares and switches.
 *
 * @throws PipelineError `rebuild.*`, `search.*`, `verify.table-unreadable`, and what table and sinks throw
 */
export const rebuildDeployed = async (
  options: RebuildDeployedOptions,
): Promise<BegunRebuild | (RebuildPart & FilledPart)> => {
  const { call } = options
  return call.step === 'begin' ? begin(options, call) : fill(options, call.part)
}
