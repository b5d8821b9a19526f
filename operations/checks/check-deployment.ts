import type { Registry } from '../../core/registry/registry.ts'
import type { Project } from '../project/project.ts'
import type { DeploymentFinding, Severity } from './finding.ts'
import { mappingsOfProject } from './finding.ts'
import { projectMappingChecks } from './mapping-checks.ts'

const order: readonly Severity[] = ['breaks', 'warns', 'notes']

/**
 * What a person should know of a project before it is deployed, as far as its files say it, worst first. Nothing is
 * started and nothing asked of AWS.
 *
 * @example
 * ```ts
 * const project = await readProject('.', process.env)
 * const findings = checkDeployment(project, await loadPipelines(project, () => process.env))
 * ```
 */
export const checkDeployment = (
  project: Pick<Project, 'functions'>,
  registries: ReadonlyMap<string, Registry>,
): readonly DeploymentFinding[] => {
  const findings = mappingsOfProject(project, registries).flatMap(mapping => {
    const { functionName, streams } = mapping.found
    const subject = streams.length === 1 ? functionName : `${functionName} on ${mapping.stream.named}`
    return projectMappingChecks.flatMap(({ name, look }) => {
      const remark = look(mapping)
      return remark === undefined ? [] : [{ check: name, subject, ...remark }]
    })
  })
  return findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
}
