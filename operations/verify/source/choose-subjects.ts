import { raise } from '../../../core/errors/pipeline-error.ts'
import type { Project, ProjectFunction } from '../../project/project.ts'
import { verifyFaults } from '../faults.ts'

/** A function, and the names that its tables have where they are compared. */
export interface ChosenFunction {
  readonly each: ProjectFunction
  readonly tableNames: readonly string[]
}

/** What decides on functions and tables. */
export interface SubjectChoice {
  readonly table: string | undefined
  readonly functionName: string | undefined
  /** Names of tables by their ids, where something that runs says them. */
  readonly running: ReadonlyMap<string, string>
  /** The name of the one table, where the environment says it. */
  readonly tableName: string | undefined
}

const idsOf = ({ streams }: ProjectFunction): readonly string[] => [
  ...new Set(streams.map(({ table, named }) => table ?? named)),
]

const functionsNamed = (
  { functions }: Project,
  functionName: string | undefined,
): readonly ProjectFunction[] => {
  const found = functions.filter(each => functionName === undefined || each.functionName === functionName)
  if (found.length > 0 || functionName === undefined) return found
  const known = functions.map(each => each.functionName)
  throw raise(verifyFaults, 'verify.function-unknown', { functionName, known })
}

/**
 * Chooses functions and the tables they are on. A function is compared with all of its tables, whichever of them was
 * named: with one alone, documents of the others would pass for ghosts. A name that the project does not know is that
 * of its one table where it is deployed.
 *
 * @throws PipelineError `verify.function-unknown`, `verify.table-unknown`
 */
export const chooseSubjects = (project: Project, choice: SubjectChoice): readonly ChosenFunction[] => {
  const { table, functionName, running, tableName } = choice
  const functions = functionsNamed(project, functionName)
  const ids = [...new Set(functions.flatMap(idsOf))]
  const nameOf = (id: string): string =>
    running.get(id) ?? project.tables.find(each => each.id === id)?.tableName ?? id
  const named = ids.find(id => id === table || nameOf(id) === table)
  const only = ids.length === 1 ? ids[0] : undefined
  if (table !== undefined && named === undefined && only === undefined)
    throw raise(verifyFaults, 'verify.table-unknown', { tableName: table, known: ids.map(nameOf) })
  const elsewhere =
    table !== undefined && named === undefined ? table : table === undefined ? tableName : undefined
  return functions
    .filter(each => named === undefined || idsOf(each).includes(named))
    .map(each => ({
      each,
      tableNames: idsOf(each).map(id =>
        only === undefined || elsewhere === undefined || running.size > 0 ? nameOf(id) : elsewhere,
      ),
    }))
}
