import { bundleOptions } from '../../build/bundle-options.ts'
import { cdkCode } from '../../resources/cdk-code.ts'
import type { PipelineNeeds } from '../../resources/pipeline-needs.ts'
import { resourcesTemplate } from '../../resources/resources-template.ts'
import type { TemplateValue } from '../../resources/statements.ts'
import { ids } from '../../resources/statements.ts'
import { templateText } from '../../resources/template-text.ts'
import { templateYaml } from '../../resources/template-yaml.ts'
import type { ProjectStart, StartFiles } from '../start.ts'
import { sourceExtension } from '../start.ts'

/** What the three processors need, as `tailrace resources` finds it: held to that by a test. */
const needs = (table: string): PipelineNeeds => ({
  functionName: 'changes',
  tables: [table],
  variables: ['AUDIT_URL', 'NOTIFY_URL', 'TABLE_NAME'],
  otherVariables: [],
  isStrict: false,
  writesTable: true,
})

const tableId = 'Tickets'

const table: TemplateValue = {
  Type: 'AWS::DynamoDB::Table',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'PK', AttributeType: 'S' },
      { AttributeName: 'SK', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  },
}

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by)).trimEnd()

const templateIn = (file: string) =>
  resourcesTemplate(
    {
      file,
      tables: [{ id: tableId, file, tableName: '', definition: { TableName: '' }, timeToLive: undefined }],
    },
    [needs(tableId)],
  )

/** The table, and what the pipeline needs. */
const resourcesYaml = (file: string, by: number): string =>
  indented(templateYaml({ [tableId]: table, ...templateIn(file).resources }), by)

const environmentYaml = (file: string, by: number): string =>
  indented(templateYaml(templateIn(file).functions[0]?.environment ?? {}), by)

const serverless = (start: ProjectStart): string => `service: ${start.name}

provider:
  name: aws
  runtime: nodejs24.x
  architecture: arm64
  iam:
    role:
      managedPolicies: [!Ref ChangesPipeline]

package: { individually: true }

custom:
  # What \`tailrace dev\` writes into the table when it starts.
  tailrace: { input: input${sourceExtension(start)} }

functions:
  changes:
    handler: src/changes.handler
    # Made by \`tailrace bundle\`.
    package: { artifact: .tailrace/bundles/changes.zip }
    memorySize: 512
    timeout: 30
    environment:
${environmentYaml('serverless.yml', 6)}
    events:
      - stream:
          type: dynamodb
          arn: !GetAtt ${tableId}.StreamArn
          startingPosition: TRIM_HORIZON
          batchSize: 100
          batchWindow: 1
          maximumRetryAttempts: 10000
          maximumRecordAgeInSeconds: 86400
          bisectBatchOnFunctionError: true
          functionResponseType: ReportBatchItemFailures

resources:
  - Resources:
${indented(templateYaml({ [tableId]: table }), 6)}
    extensions:
      # The tool takes a bucket for a queue, so what Lambda gives up is sent there from here.
      ChangesEventSourceMappingDynamodb${tableId}:
        Properties:
          DestinationConfig: { OnFailure: { Destination: !GetAtt ${ids.givenUp}.Arn } }
  # Written by \`tailrace resources\`.
  - \${file(pipeline-resources.yml)}
`

const sam = (start: ProjectStart): string => `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31

Resources:
  Changes:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: changes.handler
      Runtime: nodejs24.x
      Architectures: [arm64]
      MemorySize: 512
      Timeout: 30
      Policies: [!Ref ChangesPipeline]
      Environment:
        Variables:
${environmentYaml('template.yaml', 10)}
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        EntryPoints: [src/changes${sourceExtension(start)}]
        Format: esm
        Target: node24
        MainFields: ${bundleOptions.mainFields.join(',')}
        OutExtension: [.js=.mjs]
        KeepNames: true
        # The runtime has the SDK; clients of sinks that are not used are never loaded.
        External: ['@aws-sdk/*', '@redis/client', esbuild]
        Banner:
          - js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
  ChangesOfTickets:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Changes
      EventSourceArn: !GetAtt ${tableId}.StreamArn
      StartingPosition: TRIM_HORIZON
      BatchSize: 100
      MaximumBatchingWindowInSeconds: 1
      MaximumRetryAttempts: 10000
      MaximumRecordAgeInSeconds: 86400
      BisectBatchOnFunctionError: true
      FunctionResponseTypes: [ReportBatchItemFailures]
      DestinationConfig: { OnFailure: { Destination: !GetAtt ${ids.givenUp}.Arn } }
${resourcesYaml('template.yaml', 2)}
`

const cdkApp = `import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb'
import { Architecture, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource, S3OnFailureDestination } from 'aws-cdk-lib/aws-lambda-event-sources'
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
`

const cdk = (start: ProjectStart): StartFiles => ({
  'cdk.json': `${JSON.stringify({ app: `npx tsx bin/app${sourceExtension(start)}` }, undefined, 2)}\n`,
  [`bin/app${sourceExtension(start)}`]: `${cdkApp}import { addPipelineResources } from './pipeline-resources${start.isModule ? '.js' : '.mjs'}'

const stack = new Stack(new App(), '${start.name}')

const ticketsTable = new Table(stack, '${tableId}', {
  partitionKey: { name: 'PK', type: AttributeType.STRING },
  sortKey: { name: 'SK', type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  stream: StreamViewType.NEW_AND_OLD_IMAGES,
  removalPolicy: RemovalPolicy.RETAIN,
})

const changesFunction = new NodejsFunction(stack, 'Changes', {
  entry: 'src/changes${sourceExtension(start)}',
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  memorySize: 512,
  timeout: Duration.seconds(30),
  bundling: {
    format: OutputFormat.ESM,
    mainFields: [${bundleOptions.mainFields.map(name => `'${name}'`).join(', ')}],
    keepNames: true,
    // The runtime has the SDK; clients of sinks that are not used are never loaded.
    externalModules: ['@aws-sdk/*', '@redis/client', 'esbuild'],
    banner: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
})

const { givenUp } = addPipelineResources(stack, { changesFunction, ticketsTable })

changesFunction.addEventSource(
  new DynamoEventSource(ticketsTable, {
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    maxBatchingWindow: Duration.seconds(1),
    retryAttempts: 10_000,
    maxRecordAge: Duration.days(1),
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    onFailure: new S3OnFailureDestination(givenUp),
  }),
)
`,
  [`bin/pipeline-resources${sourceExtension(start)}`]: cdkCode([needs('tickets')], [], start.language),
})

/** What a start is deployed with; nothing where a deploy file is there already. */
export const deployFiles = (start: ProjectStart): StartFiles => {
  if (start.isBesideOther) return {}
  if (start.deploy === 'serverless')
    return {
      'serverless.yml': serverless(start),
      'pipeline-resources.yml': templateText('cloudformation', templateIn('serverless.yml'), []),
    }
  return start.deploy === 'sam' ? { 'template.yaml': sam(start) } : cdk(start)
}
