import { describe, expect, it } from 'vitest'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { readProject } from './read-project.ts'
import { registriesByName } from './registries.ts'

const path = temporaryPaths()

const projectOf = (files: Readonly<Record<string, string>>): string => {
  const folder = path('project')
  writeProject(folder, { 'light.mjs': 'export const handler = async () => ({})\n', ...files })
  return folder
}

const table =
  'T: { Type: AWS::DynamoDB::Table, Properties: { AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }], StreamSpecification: { StreamViewType: NEW_IMAGE } } }'

const serverless = (image: string, light = 'handler: light.handler'): string => `service: parcels
provider: { name: aws, runtime: nodejs22.x, ecr: { images: { app: { path: ./ } } } }
functions:
  heavy: { image: ${image}, events: [{ stream: { type: dynamodb, arn: !GetAtt T.StreamArn } }] }
  light: { ${light}, events: [{ stream: { type: dynamodb, arn: !GetAtt T.StreamArn } }] }
resources: { Resources: { ${table} } }
`

const sam = (light: string): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  ${table}
  heavy:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Events: { E: { Type: DynamoDB, Properties: { Stream: !GetAtt T.StreamArn, StartingPosition: LATEST } } }
    Metadata: { Dockerfile: Dockerfile, DockerContext: ., DockerTag: v1 }
  light:
    Type: AWS::Serverless::Function
    Properties:
      ${light}
      Events: { E: { Type: DynamoDB, Properties: { Stream: !GetAtt T.StreamArn, StartingPosition: LATEST } } }
`

const shapes = [
  ['serverless, built', { 'serverless.yml': serverless('{ name: app, command: [app.handler] }') }],
  ['serverless, by name', { 'serverless.yml': serverless('app') }],
  ['serverless, by URI', { 'serverless.yml': serverless('1.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:1') }],
  ['SAM', { 'template.yaml': sam('Handler: light.handler\n      Runtime: nodejs22.x') }],
  [
    'CloudFormation',
    {
      'template.yml': `Resources:
  ${table}
  heavy: { Type: AWS::Lambda::Function, Properties: { Code: { ImageUri: a }, Role: r } }
  light: { Type: AWS::Lambda::Function, Properties: { Code: ., Handler: light.handler, Runtime: nodejs22.x, Role: r } }
  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt T.StreamArn, FunctionName: !Ref heavy, StartingPosition: LATEST } }
  N: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt T.StreamArn, FunctionName: !Ref light, StartingPosition: LATEST } }
`,
    },
  ],
] as const

describe('a function that is a container image', () => {
  it.each(shapes)('is left out with a line, and the others stay: %s', async (_, files) => {
    const { functions, notes } = await readProject(projectOf(files), {})

    expect(functions.map(each => each.functionName)).toEqual(['light'])
    expect(notes).toEqual([expect.stringMatching(/^heavy is left out: .*container image.*tailrace\.config/)])
  })

  it.each(shapes)('runs where the configuration names a handler: %s', async (_, files) => {
    const config = { functions: { heavy: { handler: 'light.handler', runtime: 'nodejs22.x' } } }

    const { functions, notes } = await readProject(projectOf(files), {}, { config })

    expect(functions.map(each => each.functionName).toSorted()).toEqual(['heavy', 'light'])
    expect(notes).toEqual([])
  })

  it.each([
    ['serverless', { 'serverless.yml': serverless('app', 'image: app') }],
    ['SAM', { 'template.yaml': sam('PackageType: Image') }],
  ])('alone is nothing to run: %s', async (_, files) => {
    await expect(readProject(projectOf(files), {})).rejects.toThrow(
      'The code of heavy is in a container image: there is nothing to run.',
    )
  })

  it('has no registry', async () => {
    const folder = projectOf({ 'serverless.yml': serverless('app') })

    expect(await registriesByName(folder, {})).toEqual(new Map())
  })
})
