// Holds the packaged template to what every deployment must have: one line for each thing that is missing.
import { readFileSync } from 'node:fs'

interface Resource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

interface Statement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource?: unknown
}

interface Mapping {
  readonly MaximumRetryAttempts?: number
  readonly MaximumRecordAgeInSeconds?: number
  readonly BisectBatchOnFunctionError?: boolean
  readonly FunctionResponseTypes?: readonly string[]
  readonly FilterCriteria?: { readonly Filters: readonly unknown[] }
  readonly DestinationConfig?: { readonly OnFailure: { readonly Destination: unknown } }
  readonly MetricsConfig?: { readonly Metrics: readonly string[] }
}

const file = '.serverless/cloudformation-template-update-stack.json'

/** Actions for which AWS knows no resource, or checks none. @see infra/roles.yml, infra/network.yml */
const withoutResource = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]

const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly Resources: Readonly<Record<string, Resource>>
}
const problems: string[] = []
const expect = (holds: boolean, problem: string): void => {
  if (!holds) problems.push(problem)
}

const ofType = (type: string): readonly (readonly [string, Resource])[] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type)

/** Every policy statement below a value, wherever CloudFormation has it. */
const statementsIn = (value: unknown): readonly Statement[] => {
  if (typeof value !== 'object' || value === null) return []
  if ('Effect' in value && 'Action' in value) return [value as unknown as Statement]
  return Object.values(value).flatMap(statementsIn)
}

const buckets = new Set(ofType('AWS::S3::Bucket').map(([id]) => id))
const bucketOf = (destination: unknown): unknown =>
  (destination as { readonly 'Fn::GetAtt'?: readonly string[] } | undefined)?.['Fn::GetAtt']?.[0]

const mappings = ofType('AWS::Lambda::EventSourceMapping')
expect(mappings.length === 2, `${mappings.length} event source mappings instead of 2`)
for (const [id, { Properties = {} }] of mappings) {
  const mapping = Properties as Mapping
  expect(
    mapping.FunctionResponseTypes?.[0] === 'ReportBatchItemFailures',
    `${id}: no ReportBatchItemFailures`,
  )
  expect(mapping.BisectBatchOnFunctionError === true, `${id}: no BisectBatchOnFunctionError`)
  // By age and not by tries, or an outage of hours discards what it has delayed.
  expect(mapping.MaximumRetryAttempts === 10_000, `${id}: MaximumRetryAttempts is not 10,000`)
  expect(mapping.MaximumRecordAgeInSeconds === 86_400, `${id}: MaximumRecordAgeInSeconds is not 86,400`)
  expect((mapping.FilterCriteria?.Filters.length ?? 0) > 0, `${id}: no FilterCriteria`)
  expect(mapping.MetricsConfig?.Metrics[0] === 'EventCount', `${id}: no EventCount metrics`)
  const bucket = bucketOf(mapping.DestinationConfig?.OnFailure.Destination)
  expect(
    typeof bucket === 'string' && buckets.has(bucket),
    `${id}: OnFailure is no S3 bucket of this template`,
  )
}

for (const [id, { Properties }] of Object.entries(Resources)) {
  for (const { Effect, Action, Resource } of statementsIn(Properties)) {
    if (Effect !== 'Allow') continue
    const actions = [Action].flat()
    const wild = actions.filter(action => action.includes('*'))
    expect(wild.length === 0, `${id}: allows ${wild.join(', ')}`)
    expect(
      ![Resource].flat().includes('*') || actions.every(action => withoutResource.includes(action)),
      `${id}: allows ${actions.join(', ')} on everything`,
    )
  }
}

for (const problem of problems) process.stdout.write(`${problem}\n`)
if (problems.length > 0) process.exitCode = 1
else
  process.stdout.write(
    `${file}: ${Object.keys(Resources).length} resources, 2 stream mappings, as they must be\n`,
  )
