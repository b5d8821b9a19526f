import { isPipelineError } from '../../../core/errors/pipeline-error.ts'
import type { FoundFunction } from '../found-project.ts'
import type { ProjectTable } from '../project-table.ts'
import { functionsIn } from './functions-in.ts'
import { kinesisStreamsOf, mappingsIn, pipesIn } from './mappings-in.ts'
import { notPiped } from './pipes.ts'
import { tableTypes } from './references.ts'
import { inFile, resourcesOf } from './resources-of.ts'
import type { OpenStack, StackTemplate } from './stack.ts'
import { openStacks } from './stack.ts'
import { partsOf } from './stand-in.ts'
import { tableOfResource } from './table-of-resource.ts'

/** What stacks hold for a project. */
export interface FoundInStacks {
  readonly functions: readonly FoundFunction[]
  readonly tables: readonly ProjectTable[]
  readonly notes: readonly string[]
}

/**
 * The tables of stacks. One that cannot be known is left out with a line, unless a function is on its stream.
 *
 * @throws PipelineError `project.file-unreadable`
 */
export const tablesOfOpenStacks = (
  stacks: readonly OpenStack[],
  used: ReadonlySet<string>,
): { readonly tables: readonly ProjectTable[]; readonly notes: readonly string[] } => {
  const tables: ProjectTable[] = []
  const notes: string[] = []
  for (const type of tableTypes)
    for (const { stack, logicalId, resource } of resourcesOf(stacks, type)) {
      const id = stack.nameOf(logicalId, resource)
      try {
        tables.push(inFile(stack.file, () => tableOfResource(id, resource, stack)))
      } catch (error) {
        if (used.has(id) || !isPipelineError(error)) throw error
        notes.push(`Table ${id} is left out: ${error.message}`)
      }
    }
  return { tables, notes }
}

const undecided = (stacks: readonly OpenStack[]): readonly string[] =>
  stacks.flatMap(({ scope, file }) => {
    const conditions = scope.resources().flatMap(([, resource]) => {
      const { Condition } = resource
      return typeof Condition === 'string' && scope.holds(Condition) === undefined ? [Condition] : []
    })
    return [...new Set(conditions)].map(
      name => `Condition ${name} of ${file} depends on what nobody here knows; it is taken as true.`,
    )
  })

/**
 * Finds the functions on tables' streams in stacks, and the tables.
 *
 * @param folder - absolute, of the project
 * @param tableOf - id of a table that is described elsewhere, by the name under which a template refers to it
 * @param kinesisStreams - ARNs of those that tables described elsewhere write to
 * @throws PipelineError `project.file-unreadable`; what decides which records arrive is refused when it is asked for
 */
export const readStacks = (
  templates: readonly StackTemplate[],
  folder: string,
  tableOf: (name: string) => string | undefined,
  kinesisStreams: readonly string[] = [],
): FoundInStacks => {
  const stacks = openStacks(templates, tableOf)
  const known = [...kinesisStreams, ...kinesisStreamsOf(stacks)]
  const read = mappingsIn(stacks, known)
  const piped = pipesIn(stacks, known)
  const mappings = [...read.mappings, ...piped.pipes]
  const { functions, served } = functionsIn(stacks, mappings, folder)
  const used = mappings.flatMap(({ arn }) =>
    partsOf(arn).flatMap(part => (typeof part === 'string' ? [] : [part.table])),
  )
  const { tables, notes } = tablesOfOpenStacks(stacks, new Set(used))
  const unserved = mappings.filter(mapping => !served.has(mapping))
  return {
    functions,
    tables,
    notes: [
      ...notes,
      ...read.notes,
      ...piped.notes,
      ...stacks.flatMap(each => inFile(each.file, () => undecided([each]))),
      ...unserved.map(({ logicalId, target, stack, way }) =>
        way?.type === 'pipe'
          ? notPiped(
              `${logicalId} of ${stack.file}`,
              `its target ${target} is no function that is described here`,
            )
          : `${logicalId} of ${stack.file} is left out: its function ${target} is not described here.`,
      ),
    ],
  }
}
