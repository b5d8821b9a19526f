import type { StreamViewType } from '../../core/record/stream-record.ts'
import type { ProjectTable } from './project-table.ts'

const viewTypes: readonly StreamViewType[] = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']

/** Which images the stream of a table carries. A type that there is not is the table engine's to refuse, in its own words. */
export const viewTypeOf = ({ definition }: ProjectTable): StreamViewType | undefined =>
  viewTypes.find(each => each === definition.StreamSpecification?.StreamViewType)
