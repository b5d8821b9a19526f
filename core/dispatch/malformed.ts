import { everything } from '../filter/words.ts'
import type { Processor } from '../processor/processor.ts'
import { imageProblem } from '../record/check-record.ts'
import type { RecordView } from '../record/record-view.ts'
import { isSoundImage } from '../record/sound-image.ts'
import { malformed } from '../record/view-of.ts'

/** What a record is parked under that no processor is given; no processor can have that name. */
export const routingName = '(routing)'

/** Stands for the function where a record is for no processor. Its deliveries have failed before they begin. */
export const routing: Processor = Object.freeze({
  name: routingName,
  filter: everything(),
  sink: 'events',
  coalesce: 'none',
  run: Object.freeze({ mode: 'each', handle: async () => Promise.resolve() }),
})

/**
 * What is wrong with the images of a record that is wanted. To look at every value of what nobody wants would cost
 * more than to filter it.
 */
export const problemWith = ({ record, arrivedNew, arrivedOld }: RecordView): Error | undefined => {
  if (isSoundImage(arrivedNew) && isSoundImage(arrivedOld)) return undefined
  return malformed(record, `its ${imageProblem(record) ?? 'images are none'}`)
}
