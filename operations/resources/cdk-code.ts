import type { PipelineNeeds } from './pipeline-needs.ts'
import { resourceId } from './resources-template.ts'
import type { TableReference, TemplateValue } from './statements.ts'
import { environmentFor, ids, statementsFor } from './statements.ts'

const bucketOptions = (rules: readonly string[]): string => `{
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      { noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(7) },
${rules.map(rule => `      ${rule},\n`).join('')}    ],
  }`

/** A redrive moves what is finished there. */
const redriven = "{ prefix: 'redriven/', expiration: Duration.days(30) }"

const names: Readonly<Record<string, string>> = {
  [ids.ledger]: 'ledger',
  [ids.parked]: 'parked',
  [ids.givenUp]: 'givenUp',
  [ids.audit]: 'audit',
  [ids.blobs]: 'blobs',
  [ids.news]: 'news',
}

const placeOf = (id: string, attribute: string): string => {
  const owner = names[id] ?? id
  if (attribute === 'Arn')
    return id === ids.ledger || !(id in names) ? `${owner}.tableArn` : `${owner}.bucketArn`
  if (attribute === 'StreamArn') return `String(${owner}.tableStreamArn)`
  if (id === ids.news) return `${owner}.topicArn`
  return id === ids.ledger || !(id in names) ? `${owner}.tableName` : `${owner}.bucketName`
}

/** `${Bucket.Arn}/*` as a template literal of TypeScript. */
const literal = (text: string): string =>
  `\`${text.replaceAll(/\$\{([A-Za-z0-9]+)(?:\.([A-Za-z]+))?\}/g, (_, id: string, attribute = '') => `\${${placeOf(id, String(attribute))}}`)}\``

const expression = (value: TemplateValue): string => {
  if (Array.isArray(value)) return `[${value.map(expression).join(', ')}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  const [first] = Object.entries(value)
  const [name, argument] = first ?? []
  if (typeof argument !== 'string') return JSON.stringify(value)
  if (name === 'Fn::Sub') return literal(argument)
  const [id = '', attribute = ''] = argument.split('.')
  return placeOf(id, attribute)
}

const quoted = (texts: readonly string[]): string => texts.map(text => `'${text}'`).join(', ')

/** A table is an argument, under a name of its own. */
const tableOf = (id: string): TableReference => {
  const name = tableArgument(id)
  return {
    name: { Ref: name },
    arn: { 'Fn::GetAtt': `${name}.Arn` },
    streamArn: { 'Fn::GetAtt': `${name}.StreamArn` },
  }
}

const camel = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
const tableArgument = (id: string): string => `${camel(resourceId(id))}Table`
const functionArgument = (name: string): string => `${camel(resourceId(name))}Function`

const ofFunction = (needs: PipelineNeeds): readonly string[] => {
  const own = functionArgument(needs.functionName)
  const tables = needs.tables.map(tableOf)
  const variables = Object.entries(environmentFor(needs, tables)).map(
    ([name, value]) => `  ${own}.addEnvironment('${name}', ${expression(value)})`,
  )
  const statements = statementsFor(needs, tables).map(
    ({ Sid, Action, Resource }) =>
      `  ${own}.addToRolePolicy(new PolicyStatement({ sid: '${Sid}', actions: [${quoted(Action)}], resources: ${Array.isArray(Resource) ? expression(Resource) : `[${expression(Resource)}]`} }))`,
  )
  return [...variables, ...statements]
}

const imports = (read: ReadonlySet<string>, isTyped: boolean): readonly string[] => [
  "import { Duration, RemovalPolicy } from 'aws-cdk-lib'",
  "import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb'",
  ...(isTyped ? ["import type { ITable } from 'aws-cdk-lib/aws-dynamodb'"] : []),
  "import { PolicyStatement } from 'aws-cdk-lib/aws-iam'",
  ...(isTyped ? ["import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'"] : []),
  "import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'",
  ...(read.has('NOTIFY_URL') ? ["import { Topic } from 'aws-cdk-lib/aws-sns'"] : []),
  ...(isTyped ? ["import type { Construct } from 'constructs'"] : []),
]

const signature = (
  functions: readonly string[],
  tables: readonly string[],
  isTyped: boolean,
): readonly string[] => {
  const given = `{ ${[...functions, ...tables].join(', ')} }`
  if (!isTyped) return [`export const addPipelineResources = (scope, ${given}) => {`]
  const types = [
    ...functions.map(name => `readonly ${name}: LambdaFunction`),
    ...tables.map(name => `readonly ${name}: ITable`),
  ]
  return [
    'export const addPipelineResources = (',
    '  scope: Construct,',
    `  ${given}: { ${types.join('; ')} },`,
    '): { readonly givenUp: Bucket } => {',
  ]
}

const ledger = [
  `  const ledger = new Table(scope, '${ids.ledger}', {`,
  "    partitionKey: { name: 'PK', type: AttributeType.STRING },",
  "    sortKey: { name: 'SK', type: AttributeType.STRING },",
  '    billingMode: BillingMode.PAY_PER_REQUEST,',
  "    timeToLiveAttribute: 'expiresAt',",
  '    removalPolicy: RemovalPolicy.DESTROY,',
  '  })',
]

const bucket = (id: string, rules: readonly string[] = []): string =>
  `  const ${names[id] ?? id} = new Bucket(scope, '${id}', ${bucketOptions(rules)})`

/** What the pipelines of a project need, as a function for a stack of CDK. */
export const cdkCode = (
  all: readonly PipelineNeeds[],
  left: readonly string[],
  language: 'typescript' | 'javascript' = 'typescript',
): string => {
  const isTyped = language === 'typescript'
  const read = new Set<string>(all.flatMap(({ variables }) => variables))
  const tables = [...new Set(all.flatMap(needs => needs.tables.map(tableArgument)))]
  const functions = all.map(({ functionName }) => functionArgument(functionName))
  return [
    ...imports(read, isTyped),
    '',
    ...left.map(line => `// ${line}`),
    '/** What the pipelines need: gives it to the functions, and returns where Lambda puts what it gives up. */',
    ...signature(functions, tables, isTyped),
    ...ledger,
    bucket(ids.parked, [redriven]),
    bucket(ids.givenUp, [redriven]),
    ...(read.has('AUDIT_URL') ? [bucket(ids.audit)] : []),
    ...(read.has('BLOB_URL') ? [bucket(ids.blobs)] : []),
    ...(read.has('NOTIFY_URL')
      ? [`  const news = new Topic(scope, '${ids.news}', { enforceSSL: true })`]
      : []),
    ...all.flatMap(ofFunction),
    '  return { givenUp }',
    '}',
    '',
  ].join('\n')
}
