// Removes a stage. CloudFormation deletes no bucket that holds anything, so the buckets that go with the stack are
// emptied first; what the stage retains (DeletionPolicy) is left as it is.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import {
  CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation'
import { S3Client } from '@aws-sdk/client-s3'
import { errorLine } from '../../cli/exit-code.ts'
import { emptyBucket } from './empty-bucket.ts'
import type { StageToRemove } from './stage-in.ts'
import { stageIn } from './stage-in.ts'

const goesWithTheStack = async (
  client: CloudFormationClient,
  StackName: string,
): Promise<(logicalId: string) => boolean> => {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName }))
  const { Resources = {} } = JSON.parse(TemplateBody) as {
    Resources?: Record<string, { DeletionPolicy?: string }>
  }
  return logicalId => Resources[logicalId]?.DeletionPolicy !== 'Retain'
}

const emptyBuckets = async ({ stack, region, profile }: StageToRemove): Promise<void> => {
  const settings = { region, ...(profile !== undefined && { profile }) }
  const client = new CloudFormationClient(settings)
  const s3 = new S3Client(settings)
  const goes = await goesWithTheStack(client, stack)
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: stack },
  )) {
    for (const {
      ResourceType,
      ResourceStatus,
      LogicalResourceId = '',
      PhysicalResourceId,
    } of StackResourceSummaries) {
      if (ResourceType !== 'AWS::S3::Bucket' || PhysicalResourceId === undefined) continue
      // A removal that failed half-way has deleted some already.
      if (ResourceStatus === 'DELETE_COMPLETE' || !goes(LogicalResourceId)) continue
      process.stdout.write(`emptying ${PhysicalResourceId}\n`)
      await emptyBucket(s3, PhysicalResourceId)
    }
  }
}

const args = process.argv.slice(2)
try {
  const stage = stageIn(args, path => readFileSync(path, 'utf8'))
  process.stdout.write(`removing ${stage.stack} in ${stage.region}\n`)
  await emptyBuckets(stage)
  process.exitCode = spawnSync('serverless', ['remove', ...args], { stdio: 'inherit' }).status ?? 1
} catch (error) {
  process.stderr.write(errorLine(error))
  process.exitCode = 1
}
