import { raise } from '../../core/errors/pipeline-error.ts'
import type { StreamViewType } from '../../core/record/stream-record.ts'
import { imageNeeds } from '../../core/registry/image-needs.ts'
import type { Registry } from '../../core/registry/registry.ts'
import { projectFaults } from './faults.ts'
import { readTable } from './read-table.ts'

const viewTypes = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const

const isViewType = (text: unknown): text is StreamViewType => viewTypes.some(known => known === text)

/**
 * Refuses functions whose processors need images that the stream of the project's table does not carry: each of their
 * records would be parked.
 *
 * @throws PipelineError `project.images-missing`, `project.file-unreadable`
 */
export const checkViewType = (
  { folder, tableFile }: { readonly folder: string; readonly tableFile: string },
  registries: ReadonlyMap<string, Registry>,
): void => {
  const { file, definition } = readTable(folder, tableFile)
  const viewType = definition.StreamSpecification?.StreamViewType
  // A type that there is not is the table engine's to refuse, in its own words.
  if (!isViewType(viewType)) return
  const keys = (definition.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? [])
  for (const [functionName, { processors }] of registries) {
    for (const each of processors) {
      const { processor, missing } = imageNeeds(each, { keys })
      const images = missing[viewType]
      if (images.length > 0)
        throw raise(projectFaults, 'project.images-missing', {
          functionName,
          processor,
          file,
          viewType,
          images,
        })
    }
  }
}
