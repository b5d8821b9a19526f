import { relative } from 'node:path'
import { expect, it } from 'vitest'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { readProject } from './read-project.ts'

const path = temporaryPaths()

const projectWith = (handler: string, environment: string, runtime = 'nodejs22.x'): string => {
  const folder = path('project')
  writeProject(folder, {
    'src/labels.mjs': 'export const handler = async () => ({})\n',
    'template.yml': `Resources:
  T: { Type: AWS::DynamoDB::Table, Properties: { AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }], StreamSpecification: { StreamViewType: NEW_IMAGE } } }
  labels: { Type: AWS::Lambda::Function, Properties: { Code: ., Handler: ${handler}, Runtime: ${runtime}, Role: r, Environment: { Variables: { ${environment} } } } }
  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt T.StreamArn, FunctionName: !Ref labels, StartingPosition: LATEST } }
`,
  })
  return folder
}

it.each([
  ['/opt/nodejs/node_modules/datadog-lambda-js/handler.handler', 'DD_LAMBDA_HANDLER'],
  ['node_modules/datadog-lambda-js/dist/handler.handler', 'DD_LAMBDA_HANDLER'],
  ['newrelic-lambda-wrapper.handler', 'NEW_RELIC_LAMBDA_HANDLER'],
  ['/opt/nodejs/node_modules/newrelic-esm-lambda-wrapper/index.handler', 'NEW_RELIC_LAMBDA_HANDLER'],
  ['lumigo-auto-instrument.handler', 'LUMIGO_ORIGINAL_HANDLER'],
])('%s runs what %s names, which is said', async (handler, variable) => {
  const folder = projectWith(handler, `${variable}: src/labels.handler`)

  const { functions, notes } = await readProject(folder, {})

  expect(functions).toMatchObject([{ handler: 'src/labels.handler', exportName: 'handler' }])
  expect(relative(folder, functions[0]!.file)).toBe('src/labels.mjs')
  expect(notes).toEqual([
    `labels runs src/labels.handler, which ${variable} names, and not ${handler}, which is a layer's or a package's.`,
  ])
})

it('a handler in Python does so, too', async () => {
  const folder = projectWith(
    'datadog_lambda.handler.handler',
    'DD_LAMBDA_HANDLER: app.main.handler',
    'python3.13',
  )

  expect((await readProject(folder, {})).functions).toMatchObject([{ handler: 'app.main.handler' }])
})

it("a variable alone does not replace one's own handler", async () => {
  const folder = projectWith('src/labels.handler', 'DD_LAMBDA_HANDLER: src/other.handler')

  const { functions, notes } = await readProject(folder, {})

  expect([functions[0]!.handler, notes]).toEqual(['src/labels.handler', []])
})

it('a handler in a layer is refused by name where no variable says what it calls', async () => {
  await expect(readProject(projectWith('/opt/nodejs/labels.handler', 'A: b'), {})).rejects.toThrow(
    'The code of labels is in a layer, at /opt/nodejs/labels.handler: there is nothing to run.',
  )
})
