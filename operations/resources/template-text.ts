import type { PipelineNeeds } from './pipeline-needs.ts'
import type { ResourcesTemplate } from './resources-template.ts'
import { templateYaml } from './template-yaml.ts'

/** Deploy files that are written in YAML, and differ in where a function's part stands. */
export type TemplateFormat = 'cloudformation' | 'sam'

const commented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map(line => `# ${line}`.trimEnd())
    .join('\n')

const ofFunction = (
  format: TemplateFormat,
  { functionName, policy, environment }: ResourcesTemplate['functions'][number],
): string => {
  const policies =
    format === 'sam'
      ? { Policies: [{ Ref: policy }] }
      : { 'ManagedPolicyArns, of its role': [{ Ref: policy }] }
  return `${functionName}:\n${templateYaml({ ...policies, Environment: { Variables: environment } })}`
}

/** Servers that nobody can make in passing. */
const elsewhere: Readonly<Record<string, string>> = {
  SEARCH_URL: 'names an OpenSearch of yours, which is not written here',
  CACHE_URL: 'names a Redis or Valkey of yours, which is not written here',
}

/** What the template leaves to a person, one line each. */
export const leftToPeople = (all: readonly PipelineNeeds[]): readonly string[] =>
  all.flatMap(({ functionName, variables, otherVariables }) => [
    ...variables.flatMap(name => {
      const why = elsewhere[name]
      return why === undefined ? [] : [`${functionName}: ${name} ${why}`]
    }),
    ...otherVariables.map(name => `${functionName}: it reads ${name} too, whose rights nobody here knows`),
  ])

/** A template as YAML, with what functions are to be given above it as comments. */
export const templateText = (
  format: TemplateFormat,
  { parameters, resources, functions }: ResourcesTemplate,
  left: readonly string[],
): string => {
  const given = functions.map(each => commented(ofFunction(format, each))).join('\n#\n')
  const notes = left.map(line => `# ${line}\n`).join('')
  const head = `# What the pipelines need. Each function has to be given, beside what it has:\n#\n${given}\n`
  const body = templateYaml({
    ...(Object.keys(parameters).length > 0 && { Parameters: parameters }),
    Resources: resources,
  })
  return `${head}${notes === '' ? '' : `#\n${notes}`}${body}`
}
