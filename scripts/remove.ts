// Removes a stage. CloudFormation deletes no bucket that holds anything, so the buckets that go with the stack are
// emptied first; what the stage retains (DeletionPolicy) is left as it is.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3'
import { parse } from 'yaml'

const args = process.argv.slice(2)
const option = (name: string, fallback: string): string => {
  const at = args.indexOf(`--${name}`)
  return (at < 0 ? undefined : args[at + 1]) ?? fallback
}
const settings = { region: option('region', process.env['AWS_REGION'] ?? 'eu-central-1') }
const { service } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' }) as {
  service: string
}
const stack = `${service}-${option('stage', 'dev')}`
const cloudFormation = new CloudFormationClient(settings)
const s3 = new S3Client(settings)

const goesWithTheStack = async (): Promise<(logicalId: string) => boolean> => {
  const { TemplateBody = '{}' } = await cloudFormation.send(new GetTemplateCommand({ StackName: stack }))
  const { Resources = {} } = JSON.parse(TemplateBody) as {
    Resources?: Record<string, { DeletionPolicy?: string }>
  }
  return logicalId => Resources[logicalId]?.DeletionPolicy !== 'Retain'
}

/** Every version of every object goes; what is listed is deleted, until nothing is listed. */
const empty = async (bucket: string): Promise<void> => {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    )
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key = '', VersionId }) => ({ Key, VersionId }))
    if (Objects.length === 0) return
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }))
  }
}

const goes = await goesWithTheStack()
const { StackResources = [] } = await cloudFormation.send(
  new DescribeStackResourcesCommand({ StackName: stack }),
)
for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId } of StackResources) {
  if (ResourceType !== 'AWS::S3::Bucket' || PhysicalResourceId === undefined || !goes(LogicalResourceId))
    continue
  process.stdout.write(`emptying ${PhysicalResourceId}\n`)
  await empty(PhysicalResourceId)
}
process.exitCode = spawnSync('serverless', ['remove', ...args], { stdio: 'inherit' }).status ?? 1
