import { describe, expect, it } from 'vitest'
import { recordOf } from '../test/support/records.ts'
import { writeProject } from '../test/support/deploy-tool/project-files.ts'
import { tailrace } from '../test/support/tailrace.ts'
import { temporaryPaths } from '../test/support/temporary-folder.ts'
import { withPackages } from '../test/support/with-packages.ts'

const path = temporaryPaths()

const code = (name: string): string => `
import { everything, processor, registry, streamHandler } from 'tailrace'
import { handlerOptions } from 'tailrace/adapters'
export const pipeline = () => registry([processor({ name: '${name}', filter: everything(), handle: async () => {} })])
export const handler = streamHandler(pipeline(), handlerOptions({ LEDGER_URL: 'memory:', PARK_URL: 'memory:' }))
`

const functions = (runtime: string): string => `
service: s
provider: { name: aws, runtime: ${runtime} }
functions:
  f:
    handler: code/\${sls:stage}.handler
    events: [{ stream: { type: dynamodb, arn: !GetAtt T.StreamArn } }]
resources:
  Resources:
    T:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: t
        AttributeDefinitions: [{ AttributeName: PK, AttributeType: S }]
        KeySchema: [{ AttributeName: PK, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_IMAGE }
`

/** A project with two deploy files of the same name for its function, each with code of its own by stage. */
const project = (): string => {
  const folder = path('project')
  writeProject(folder, {
    'package.json': '{ "type": "module" }',
    'serverless.yml': functions('nodejs24.x'),
    'deploy/serverless.yml': functions('nodejs22.x').replace('  f:', '  other:'),
    'code/dev.js': code('of-dev'),
    'code/live.js': code('of-live'),
    'records.ndjson': `${JSON.stringify(recordOf({ seq: 1, key: 'a' }))}\n`,
    'parked/empty.txt': '',
  })
  withPackages(folder)
  return folder
}

const commands: Readonly<Record<string, readonly string[]>> = {
  explain: ['explain', 'records.ndjson'],
  filters: ['filters'],
  check: ['check', '--output', 'ndjson'],
  bundle: ['bundle'],
}

describe('--file and --stage', () => {
  it('name the project in one way for all commands that read one', async () => {
    const folder = project()
    for (const [name, args] of Object.entries(commands)) {
      const { out, said } = await tailrace([...args, '--file', 'deploy/serverless.yml'], {}, '', folder)

      expect(out, `${name}: ${said}`).toContain('other')
    }
  }, 60_000)

  it('choose what bundle makes a file of', async () => {
    const { out, code: ended, said } = await tailrace(['bundle', '--stage', 'live'], {}, '', project())

    expect(ended, said).toBe(0)
    expect(out).toContain('handler code/live.handler')
  }, 60_000)

  it('choose the code that a stage deploys', async () => {
    const folder = project()

    const before = await tailrace(['explain', 'records.ndjson'], {}, '', folder)
    const after = await tailrace(['explain', 'records.ndjson', '--stage', 'live'], {}, '', folder)

    expect(before.out).toContain('f/of-dev: matched')
    expect(after.out).toContain('f/of-live: matched')
  }, 60_000)

  it.each([
    ['redrive', ['--from', 'file:parked', '--dry-run']],
    ['verify', ['--function', 'f']],
    ['explain', ['records.ndjson']],
    ['filters', []],
  ])(
    'of %s that name nothing are refused with the name',
    async (command, more) => {
      const { code: ended, said } = await tailrace(
        [command, ...more, '--file', 'none.yml'],
        {},
        '',
        project(),
      )

      expect(said).toContain('none.yml')
      expect(ended).toBe(5)
    },
    60_000,
  )

  it('of verify lead to the functions of that file', async () => {
    const args = ['verify', '--function', 'f', '--file', 'deploy/serverless.yml']

    const { said } = await tailrace(args, {}, '', project())

    expect(said).toContain('known are other.')
  }, 60_000)
})
