import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryPaths } from './temporary-folder.ts'

/** What a test says of a project with one function, `orders`; everything else of it is sound. */
export interface ProjectSketch {
  /** Settings of the stream event. */
  readonly stream?: string
  readonly handler?: string
  readonly code?: string
  readonly streamSpecification?: string
}

const soundCode =
  'export const pipeline = () => ({ processors: [] })\nexport const handler = () => undefined\n'

/** A function that writes a project and gives its folder, which is gone when the test file is through. */
export const smallProjects = (): ((sketch: ProjectSketch) => string) => {
  const path = temporaryPaths()
  return ({ stream = '', handler = 'orders.handler', code = soundCode, ...more }) => {
    const folder = path('project')
    const { streamSpecification = 'StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }' } = more
    const files = {
      'serverless.yml': `functions:\n  orders:\n    handler: ${handler}\n    events: [{ stream: { type: dynamodb, arn: !GetAtt T.StreamArn, ${stream} } }]\n`,
      'orders.mjs': code,
      'infra/table.yml': `Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]\n      KeySchema: [{ AttributeName: id, KeyType: HASH }]\n      ${streamSpecification}\n`,
    }
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    return folder
  }
}
