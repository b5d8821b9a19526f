import type { ProjectTable } from '../project/project-table.ts'

/**
 * A table as it is made on this machine. What it writes to Kinesis holds both images whatever its own stream carries,
 * and is taken from that stream here.
 */
export const localDefinition = (table: ProjectTable): ProjectTable =>
  table.kinesis === undefined
    ? table
    : {
        ...table,
        definition: {
          ...table.definition,
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
        },
      }
