import { raise } from '../core/errors/pipeline-error.ts'
import type { Pattern } from '../core/pattern/pattern.ts'
import type { StreamViewType } from '../core/record/stream-record.ts'
import type { Listed } from './driver/list-shards.ts'
import { engineFaults } from './faults.ts'
import type { StreamSource } from './ports/stream-source.ts'
import { SourceError } from './ports/stream-source.ts'

/** An image of an item in a record. */
export type ImageName = 'NewImage' | 'OldImage'

const imagesOf: Readonly<Record<StreamViewType, readonly ImageName[]>> = {
  KEYS_ONLY: [],
  NEW_IMAGE: ['NewImage'],
  OLD_IMAGE: ['OldImage'],
  NEW_AND_OLD_IMAGES: ['NewImage', 'OldImage'],
}

/** An image that is not there meets only tests for absence; a pattern matches by one combination as a whole. */
const imagesIn = ({ combinations }: Pattern): readonly ImageName[] =>
  (['NewImage', 'OldImage'] as const).filter(name =>
    combinations.every(conditions =>
      conditions.some(({ path, mayBeAbsent }) => !mayBeAbsent && path.startsWith(`dynamodb.${name}.`)),
    ),
  )

/** Images without which no record can match: those that every pattern asks for something in. */
const imagesForAll = (patterns: readonly Pattern[]): readonly ImageName[] => {
  const [first = [], ...others] = patterns.map(imagesIn)
  return first.filter(name => others.every(images => images.includes(name)))
}

/**
 * Refuses a stream that has no images where filters or functions need them.
 * @throws PipelineError `engine.images-missing`
 */
export const checkImages = (
  streamArn: string,
  viewType: StreamViewType | undefined,
  patterns: readonly Pattern[],
  needs: readonly ImageName[] = [],
): void => {
  if (viewType === undefined) return
  const missing = [...needs, ...imagesForAll(patterns)].find(name => !imagesOf[viewType].includes(name))
  if (missing !== undefined)
    throw raise(engineFaults, 'engine.images-missing', { streamArn, viewType, missing })
}

/** Refuses a stream that is not there, or that has no images where images are needed. */
export const checkListing = (
  streamArn: string,
  listed: Listed,
  patterns: readonly Pattern[],
  needs: readonly ImageName[] = [],
): void => {
  if (listed.type !== 'listed') {
    throw raise(engineFaults, 'engine.stream-unreadable', { streamArn, reason: 'there is no such stream' })
  }
  checkImages(streamArn, listed.listing.viewType, patterns, needs)
}

/**
 * Looks at a stream before anything is put on it.
 *
 * @throws PipelineError `engine.stream-unreadable`, `engine.stream-not-enabled`, `engine.images-missing`
 */
export const checkStream = async (source: StreamSource, needs: readonly ImageName[] = []): Promise<void> => {
  const { streamArn } = source
  try {
    const { status, viewType } = await source.shards(undefined)
    if (status === 'DISABLED' || status === 'DISABLING') {
      throw raise(engineFaults, 'engine.stream-not-enabled', { streamArn, status })
    }
    checkImages(streamArn, viewType, [], needs)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    throw raise(
      engineFaults,
      'engine.stream-unreadable',
      { streamArn, reason: error.message },
      { cause: error },
    )
  }
}
