// Writes infra/dashboards.json, which serverless.yml includes, from the definition that `tailrace dashboard` has;
// `--check` compares only.
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { tableDashboard } from '../operations/dashboard/definition.ts'
import type { DashboardBody } from '../operations/dashboard/definition.ts'
import { pipelineDashboard } from '../operations/dashboard/pipeline-dashboard.ts'
import { tableDefinition } from '../operations/table/table-definition.ts'

const file = 'infra/dashboards.json'
const { GlobalSecondaryIndexes: indexes = [] } = tableDefinition(
  readFileSync('infra/table.yml', 'utf8'),
  'infra/table.yml',
  'table',
)

const { functions } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' }) as {
  readonly functions: Readonly<Record<'projections' | 'reactions', { readonly memorySize: number }>>
}

const resource = (name: string, body: DashboardBody) => ({
  Type: 'AWS::CloudWatch::Dashboard',
  Properties: {
    DashboardName: { 'Fn::Sub': `\${AWS::StackName}-${name}` },
    DashboardBody: { 'Fn::Sub': JSON.stringify(body) },
  },
})

const region = '${AWS::Region}'
const text = `${JSON.stringify(
  {
    Resources: {
      TableDashboard: resource(
        'table',
        tableDashboard({
          tableName: '${Table}',
          region,
          indexes: indexes.flatMap(({ IndexName }) => IndexName ?? []),
        }),
      ),
      PipelineDashboard: resource(
        'pipeline',
        pipelineDashboard({
          name: '${AWS::StackName}',
          region,
          functions: [
            {
              functionName: '${ProjectionsLambdaFunction}',
              mappingId: '${ProjectionsEventSourceMappingDynamodbTable}',
              memoryMb: functions.projections.memorySize,
              architecture: 'arm64',
            },
            {
              functionName: '${ReactionsLambdaFunction}',
              mappingId: '${ReactionsEventSourceMappingDynamodbTable}',
              memoryMb: functions.reactions.memorySize,
            },
          ],
        }),
      ),
    },
  },
  undefined,
  2,
)}\n`

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  process.stdout.write(`${file} is stale: run node scripts/dashboards.ts\n`)
  process.exitCode = 1
}
