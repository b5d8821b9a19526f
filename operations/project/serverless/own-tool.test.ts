import { appendFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { writeProject } from '../../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import { readProject } from '../read-project.ts'
import type { EndedCommand, RunCommand } from './run-command.ts'

const path = temporaryPaths()

const serverless = (size: string): string => `service: parcels
provider: { name: aws, runtime: nodejs22.x }
custom: { size: 4 }
functions:
  labels:
    handler: code.handler
    events: [{ stream: { type: dynamodb, arn: !GetAtt Parcels.StreamArn, batchSize: '${size}' } }]
resources: { Resources: '\${file(infra/table.yml):Resources}' }
`

const projectWith = (
  tool: { readonly name: string; readonly version: string } | undefined,
  size: string,
): string => {
  const folder = path('project')
  writeProject(folder, {
    'serverless.yml': serverless(size),
    'code.mjs': 'export const handler = () => ({})\n',
    ...(tool !== undefined && {
      'node_modules/tool/package.json': JSON.stringify(tool),
      'node_modules/tool/run.js': '',
    }),
  })
  if (tool !== undefined) {
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
    symlinkSync('../tool/run.js', join(folder, 'node_modules/.bin/serverless'))
  }
  return folder
}

const answering = (
  answer: EndedCommand,
): { readonly run: RunCommand; readonly calls: Parameters<RunCommand>[] } => {
  const calls: Parameters<RunCommand>[] = []
  return {
    calls,
    run: async (...call) => {
      calls.push(call)
      return Promise.resolve(answer)
    },
  }
}

const printed = JSON.stringify({
  service: 'parcels',
  provider: { name: 'aws', runtime: 'nodejs22.x', stage: 'dev' },
  functions: {
    labels: {
      handler: 'code.handler',
      environment: { PRICE: '${5}' },
      events: [
        { stream: { type: 'dynamodb', arn: { 'Fn::GetAtt': ['Parcels', 'StreamArn'] }, batchSize: 44 } },
      ],
    },
  },
  resources: { Resources: {} },
})

const sizeIn = async (
  folder: string,
  run: RunCommand,
): Promise<{ size: number | undefined; notes: readonly string[] }> => {
  const { functions, notes } = await readProject(folder, { AWS_PROFILE: 'mine', HOME: '/home' }, { run })
  return { size: functions[0]?.streams[0]?.settings.BatchSize, notes }
}

const version3 = { name: 'serverless', version: '3.40.0' }

describe("a project's own deploy tool", () => {
  it('resolves what it can offline: without credentials, and without a way out', async () => {
    const { run, calls } = answering({ code: 0, out: `hello from a plugin\n${printed}`, said: '' })

    const { size, notes } = await sizeIn(projectWith(version3, '${ofPlugin:size}'), run)

    expect([size, notes]).toEqual([44, ['serverless.yml is read by node_modules/.bin/serverless.']])
    const [[, args, { env }]] = calls as [Parameters<RunCommand>]
    expect(args).toEqual(['print', '--format', 'json', '--config', 'serverless.yml'])
    expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: 'none', HTTPS_PROXY: 'http://127.0.0.1:9', HOME: '/home' })
    expect(env).not.toHaveProperty('AWS_PROFILE')
  })

  it.each([
    [{ code: 1, out: '', said: 'Error:\nno such plugin\n' }, 'no such plugin'],
    [{ code: undefined, out: '', said: '' }, 'no answer in 30 s'],
    [{ code: 0, out: 'not JSON', said: '' }, 'not JSON'],
  ])('is done without where it cannot answer, which is said: %j', async (answer, reason) => {
    const { size, notes } = await sizeIn(projectWith(version3, '${self:custom.size}'), answering(answer).run)

    expect(size).toBe(4)
    expect(notes).toEqual([expect.stringContaining(reason)])
  })

  it.each([
    ['none is installed', undefined, false],
    ['version 4 wants a login', { name: 'serverless', version: '4.17.1' }, false],
    ['it would ask the cloud', version3, true],
  ])('is not asked where %s', async (_, tool, secret) => {
    const { run, calls } = answering({ code: 0, out: printed, said: '' })

    const folder = projectWith(tool, '${self:custom.size}')
    if (secret) appendFileSync(join(folder, 'serverless.yml'), 'outputs: { key: "${ssm:/key}" }\n')

    const read = await sizeIn(folder, run)

    expect(read).toEqual({ size: 4, notes: [] })
    expect(calls).toEqual([])
  })

  it('is really asked', async () => {
    const folder = projectWith(undefined, '${self:custom.size}')
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
    const bin = fileURLToPath(new URL('../../../node_modules/.bin/serverless', import.meta.url))
    symlinkSync(bin, join(folder, 'node_modules/.bin/osls'))

    const { functions, notes } = await readProject(folder, { PATH: process.env['PATH'], HOME: path('home') })

    expect(notes).toEqual(['serverless.yml is read by node_modules/.bin/osls.'])
    expect(functions[0]?.streams[0]).toMatchObject({ table: 'Parcels', settings: { BatchSize: 4 } })
  }, 60_000)
})
