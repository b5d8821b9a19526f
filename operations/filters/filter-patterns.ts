import { filterCriteria } from '../../core/registry/criteria.ts'
import type { ReadOverrides } from '../project/read-project.ts'
import { registriesByName } from '../project/registries.ts'

/** Lambda has no pattern for "everything" but one that names it all. */
const everything = [{ eventName: ['INSERT', 'MODIFY', 'REMOVE'] }]

/**
 * The patterns that Lambda filters by before it invokes a function, made from the filters of its processors, by
 * function, as JSON: `filterPatterns: ${file(infra/filters.json):NAME}` puts them into a deploy file.
 *
 * @throws PipelineError `project.*`, `engine.*`
 */
export const filterPatterns = async (
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  overrides?: ReadOverrides,
): Promise<string> => {
  const registries = await registriesByName(folder, env, overrides)
  const patterns = [...registries].map(([name, registry]) => {
    const filters = filterCriteria(registry)?.Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)
    return [name, filters ?? everything] as const
  })
  return `${JSON.stringify(Object.fromEntries(patterns), undefined, 2)}\n`
}
