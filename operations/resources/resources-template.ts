import type { Project } from '../project/project.ts'
import { accountResources } from './account-resources.ts'
import type { PipelineNeeds } from './pipeline-needs.ts'
import type { TableReference, TemplateValue } from './statements.ts'
import { environmentFor, statementsFor } from './statements.ts'

/** Of a template: its parameters and resources, and what each function has to be given of them. */
export interface ResourcesTemplate {
  readonly parameters: Readonly<Record<string, TemplateValue>>
  readonly resources: Readonly<Record<string, TemplateValue>>
  readonly functions: readonly FunctionSettings[]
}

/** What a function is to be given in the deploy file. */
export interface FunctionSettings {
  readonly functionName: string
  /** Id of its policy. */
  readonly policy: string
  readonly environment: Readonly<Record<string, TemplateValue>>
}

/** Ids have letters and digits only. */
export const resourceId = (name: string): string => {
  const id = name
    .split(/[^A-Za-z0-9]+/)
    .map(part => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
  return /^[A-Za-z]/.test(id) ? id : `T${id}`
}

/** A table of the same template by its id, any other by parameters. */
const referenceTo = (project: Pick<Project, 'file' | 'tables'>, id: string): TableReference => {
  const isHere = project.tables.some(table => table.id === id && table.file === project.file)
  if (isHere)
    return {
      name: { Ref: id },
      arn: { 'Fn::GetAtt': `${id}.Arn` },
      streamArn: { 'Fn::GetAtt': `${id}.StreamArn` },
    }
  const parameter = `${resourceId(id)}Table`
  const table = `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/\${${parameter}}`
  return {
    name: { Ref: parameter },
    arn: { 'Fn::Sub': table },
    // Its label is the time at which the stream was switched on.
    streamArn: { 'Fn::Sub': `${table}/stream/*` },
  }
}

const parametersOf = (references: readonly TableReference[]): ResourcesTemplate['parameters'] =>
  Object.fromEntries(
    references.flatMap(({ name, arn }) => {
      const isParameter = JSON.stringify(arn).includes('Fn::Sub')
      const id = typeof name === 'object' && 'Ref' in name ? name.Ref : undefined
      if (!isParameter || typeof id !== 'string') return []
      return [[id, { Type: 'String', Description: 'Name of the table.' }]]
    }),
  )

/** The template of what a project's pipelines need beside their functions and tables. */
export const resourcesTemplate = (
  project: Pick<Project, 'file' | 'tables'>,
  all: readonly PipelineNeeds[],
): ResourcesTemplate => {
  const policies = all.map(needs => {
    const tables = needs.tables.map(id => referenceTo(project, id))
    const policy = `${resourceId(needs.functionName)}Pipeline`
    const resource: TemplateValue = {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: `What the pipeline of ${needs.functionName} does.`,
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: statementsFor(needs, tables).map(each => ({ ...each })),
        },
      },
    }
    return { needs, tables, policy, resource }
  })
  return {
    parameters: parametersOf(policies.flatMap(({ tables }) => tables)),
    resources: {
      ...accountResources(all),
      ...Object.fromEntries(policies.map(({ policy, resource }) => [policy, resource])),
    },
    functions: policies.map(({ needs, tables, policy }) => ({
      functionName: needs.functionName,
      policy,
      environment: environmentFor(needs, tables),
    })),
  }
}
