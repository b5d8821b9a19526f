import type { PipelineError } from '../errors/pipeline-error.ts'
import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import type { Hit } from '../filter/decide.ts'
import type { Side } from '../filter/image-sides.ts'
import { absentSides, lacksImage } from '../filter/image-sides.ts'
import type { Processor } from '../processor/processor.ts'
import type { RecordView } from '../record/record-view.ts'

/**
 * A refresh brings a sink to the item as it is now, which stands for the new image. What an old image had led to it
 * cannot know.
 */
export const canRefresh = ({ refreshes, needs }: Processor): boolean =>
  refreshes === true && needs?.includes('old') !== true

const missingImages = (processor: Processor, reader: string, view: RecordView, images: readonly Side[]) =>
  raise(recordFaults, 'record.image-missing', {
    reader,
    viewType: view.streamViewType,
    images,
    canRefresh: canRefresh(processor),
  })

/** Why a processor cannot be given a record that its filter wants, or may want: an image is not carried. */
export const missingFor = (
  processor: Processor | undefined,
  hit: Hit,
  view: RecordView,
): PipelineError<'record.image-missing'> | undefined => {
  if (processor === undefined || (!hit.isUnclear && processor.needs === undefined)) return undefined
  // Nearly every record has them: it is asked before a list is made.
  if (!hit.isUnclear && !lacksImage(view)) return undefined
  const { name, needs = [] } = processor
  const absent = absentSides(view)
  if (hit.isUnclear) return missingImages(processor, `The filter of ${name}`, view, absent)
  const unmet = absent.filter(side => needs.includes(side))
  return unmet.length === 0 ? undefined : missingImages(processor, name, view, unmet)
}
