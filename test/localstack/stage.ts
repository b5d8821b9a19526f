import { execFile } from 'node:child_process'
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import type { LocalStackTarget } from './global-setup.ts'

/** What the AWS clients of this process and its children need to find LocalStack, and nothing of a real account. */
export const awsEnv = (endpoint: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
})

/** A deployed stage, and what its stack says of it. */
export interface DeployedStage {
  readonly name: string
  readonly outputs: Readonly<Record<string, string>>
}

const npm = async (args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile('npm', [...args], { maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout + stderr)
      else reject(new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`))
    })
  })

/** Deploys as a user does, with `npm run deploy`, and reads the stack's outputs. */
export const deployStage = async (
  name: string,
  { searchUrl, cacheUrl }: LocalStackTarget,
): Promise<DeployedStage> => {
  const params = {
    onRemove: 'Delete',
    deletionProtection: 'false',
    search: 'false',
    searchUrl,
    cache: 'false',
    cacheUrl,
    network: 'false',
  }
  const given = Object.entries(params).map(([key, value]) => `--param=${key}=${value}`)
  await npm(['run', 'deploy', '--', '--stage', name, ...given])
  const { Stacks = [] } = await new CloudFormationClient().send(
    new DescribeStacksCommand({ StackName: `tailrace-${name}` }),
  )
  const outputs = (Stacks[0]?.Outputs ?? []).flatMap(({ OutputKey, OutputValue }) =>
    OutputKey === undefined || OutputValue === undefined ? [] : [[OutputKey, OutputValue] as const],
  )
  return { name, outputs: Object.fromEntries(outputs) }
}

/** Removes as a user does. */
export const removeStage = async (name: string): Promise<string> =>
  npm(['run', 'remove', '--', '--stage', name])
