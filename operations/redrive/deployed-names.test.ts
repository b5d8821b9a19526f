import { describe, expect, it } from 'vitest'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { readProject } from '../project/read-project.ts'
import { deployedNames, namesBeside, namesSaid } from './deployed-names.ts'

const path = temporaryPaths()
const arn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-01-01T00:00:00.000'
const stream = `{ stream: { type: dynamodb, arn: '${arn}' } }`
const mapping = `StartingPosition: LATEST, Stream: '${arn}'`

const files: Readonly<Record<string, string>> = {
  'code.mjs': 'export const handler = () => ({})\n',
  'serverless.yml': `
service: shop
provider: { name: aws, runtime: nodejs24.x, stage: "\${opt:stage, 'live'}" }
functions:
  f: { handler: code.handler, events: [${stream}] }
  g: { handler: code.handler, name: 'own-\${sls:stage}', events: [${stream}] }
`,
  'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      { FunctionName: of-sam, Handler: code.handler, Runtime: nodejs24.x, Events: { E: { Type: DynamoDB, Properties: { ${mapping} } } } }
`,
}

describe('the name under which a function is deployed', () => {
  it.each([
    [{}, {}, { f: 'shop-live-f', g: 'own-live' }],
    [{ STAGE: 'prod' }, {}, { f: 'shop-prod-f', g: 'own-prod' }],
    [{ STAGE: 'prod' }, { stage: 'test' }, { f: 'shop-test-f', g: 'own-test' }],
    [{ STAGE: 'prod' }, { deployFile: 'template.yaml' }, { F: 'of-sam' }],
  ])('is told in the environment %j with %j', async (env, overrides, expected) => {
    const folder = path('project')
    writeProject(folder, files)
    const project = await readProject(folder, env, overrides)

    const names = await deployedNames(project, env, overrides)

    expect(Object.fromEntries(names)).toEqual(expected)
  })

  it('is told beside a redrive that runs as a function of the same service', () => {
    expect([...namesBeside('shop-prod-redrive', 'redrive', ['f'])]).toEqual([['f', 'shop-prod-f']])
    expect([...namesBeside('my-name', 'redrive', ['f'])]).toEqual([])
  })

  it('may be said where nobody can tell', () => {
    expect([...namesSaid('f=acme-f, g = acme-g,h,=x,')]).toEqual([
      ['f', 'acme-f'],
      ['g', 'acme-g'],
    ])
    expect([...namesSaid()]).toEqual([])
  })
})
