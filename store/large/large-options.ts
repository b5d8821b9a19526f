import type { BlobStore } from '../../core/blob/blob-store.ts'
import { smallestPackedBytes } from '../../core/blob/envelope.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { checkOptions } from '../../core/options.ts'
import { storeFaults } from '../faults.ts'

/** When attributes are packed, and where to. Sizes are bytes as DynamoDB counts them. */
export interface LargeOptions {
  /** Attributes from this size on are compressed, if that makes them smaller. @defaultValue 4096 */
  readonly compressAbove?: number
  /** Attributes that are still larger than this go to `blobs`. @defaultValue 102400 */
  readonly offloadAbove?: number
  /** Where offloaded values lie. Without it nothing is offloaded. */
  readonly blobs?: BlobStore
  /** Attributes that stay as they are: conditions and nested updates of the table cannot see into packed ones. */
  readonly keep?: readonly string[]
}

const checkThreshold = (option: string, value: number): void => {
  if (Number.isInteger(value) && value >= smallestPackedBytes) return
  throw raise(storeFaults, 'large.threshold-invalid', { option, value, least: smallestPackedBytes })
}

/** The options with their defaults. @throws PipelineError `registry.option-unknown`, `large.threshold-invalid` */
export const largeOptions = (
  options: LargeOptions,
): Required<Omit<LargeOptions, 'blobs'>> & Pick<LargeOptions, 'blobs'> => {
  checkOptions('packItem', options, ['compressAbove', 'offloadAbove', 'blobs', 'keep'])
  const { compressAbove = 4_096, offloadAbove = 102_400, blobs, keep = [] } = options
  checkThreshold('compressAbove', compressAbove)
  checkThreshold('offloadAbove', offloadAbove)
  return { compressAbove, offloadAbove, keep, ...(blobs && { blobs }) }
}
