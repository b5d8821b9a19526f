import type { Image } from '../../../core/attributes/attribute-value.ts'
import { isPipelineError } from '../../../core/errors/pipeline-error.ts'
import { plainImage } from '../../../core/record/fetch-blobs.ts'
import { itemKey } from '../../../core/record/item-key.ts'
import { saidOf } from '../said-of.ts'
import type { ComparedSink, VerifyRun } from '../verify-run.ts'

/** More are counted and not told one by one. */
const mostTold = 100

/** A sink or a table that does not answer says nothing about an item: the run ends. */
const isOthersFault = (error: unknown): boolean =>
  isPipelineError(error) && (error.disposition === 'stop' || error.scope === 'sink')

/**
 * What an item is to have in a sink; `undefined` where the project's own functions fail on it: then the pipeline has
 * parked it, or will.
 */
export const wantedBy = async (
  { blobs, tally, tell }: VerifyRun,
  { check, functionName, processor }: ComparedSink,
  keys: Image,
  item: Image | undefined,
): Promise<ReadonlyMap<string, string> | undefined> => {
  if (item === undefined) return new Map()
  try {
    return await check.expected(keys, await plainImage(item, blobs))
  } catch (error) {
    if (isOthersFault(error)) throw error
    tally.unjudged += 1
    if (tally.unjudged <= mostTold)
      tell({ event: 'Unjudged', functionName, processor, key: itemKey(keys), reason: saidOf(error) })
    return undefined
  }
}
