import { lackingImages } from '../filter/looks-at.ts'
import type { Side } from '../filter/image-sides.ts'
import type { Processor } from '../processor/processor.ts'
import type { StreamViewType } from '../record/stream-record.ts'
import { canRefresh } from './missing-images.ts'

/** What is known of a table besides its items. */
export interface TableShape {
  /** Names of the key attributes: an entity that they tell needs no image. */
  readonly keys: readonly string[]
}

/** The images of an item that a processor needs. */
export interface ImageNeeds {
  /** Name of the processor. */
  readonly processor: string
  /** Those that it declares, and those that its filter looks at. */
  readonly images: readonly ('old' | 'new')[]
  /** For each view type those that such a stream does not give it, nor a refresh in their place. */
  readonly missing: Readonly<Record<StreamViewType, readonly ('old' | 'new')[]>>
}

const carried: Readonly<Record<StreamViewType, readonly Side[]>> = {
  KEYS_ONLY: [],
  NEW_IMAGE: ['new'],
  OLD_IMAGE: ['old'],
  NEW_AND_OLD_IMAGES: ['old', 'new'],
}

const united = (...lists: readonly (readonly Side[])[]): readonly Side[] =>
  (['old', 'new'] as const).filter(side => lists.some(list => list.includes(side)))

/**
 * Reads what a processor needs off its declaration and its filter.
 *
 * @example
 * ```ts
 * pipeline({}).processors.map(each => imageNeeds(each, { keys: ['PK', 'SK'] }))
 * ```
 */
export const imageNeeds = (processor: Processor, table: TableShape = { keys: [] }): ImageNeeds => {
  const { name, filter, sink, needs = [] } = processor
  const missingOn = (viewType: StreamViewType): readonly Side[] => {
    if (canRefresh(processor)) return []
    const unmet = needs.filter(side => !carried[viewType].includes(side))
    return united(unmet, lackingImages(filter.expr, sink, viewType, table.keys))
  }
  return {
    processor: name,
    images: united(needs, lackingImages(filter.expr, sink, 'KEYS_ONLY', table.keys)),
    missing: {
      KEYS_ONLY: missingOn('KEYS_ONLY'),
      NEW_IMAGE: missingOn('NEW_IMAGE'),
      OLD_IMAGE: missingOn('OLD_IMAGE'),
      NEW_AND_OLD_IMAGES: missingOn('NEW_AND_OLD_IMAGES'),
    },
  }
}
