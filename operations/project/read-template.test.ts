import { describe, expect, it } from 'vitest'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { functionEnv } from './function-environment.ts'
import type { Project } from './project.ts'
import { readProject } from './read-project.ts'

const path = temporaryPaths()

const table = `
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: parcels
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`

interface Parts {
  readonly event?: string
  readonly fn?: string
  readonly sections?: string
  readonly resources?: string
  readonly files?: Readonly<Record<string, string>>
}

const sam = ({ event = '', fn = '', sections = '', resources = table, files = {} }: Parts): string => {
  const folder = path('project')
  const template = `Transform: AWS::Serverless-2016-10-31
${sections}
Resources:
  Labels:
    Type: AWS::Serverless::Function
    Properties:
      Handler: code.handler
      Runtime: nodejs22.x
      ${fn}
      Events: { E: { Type: DynamoDB, Properties: { Stream: !GetAtt T.StreamArn, ${event.includes('StartingPosition') ? '' : 'StartingPosition: LATEST,'} ${event} } } }
${resources}`
  writeProject(folder, {
    'template.yaml': template,
    'code.mjs': 'export const handler = () => ({})\n',
    ...files,
  })
  return folder
}

const environmentOf = (project: Project): Readonly<Record<string, string | undefined>> => {
  const tables = project.tables.map(({ id, tableName }) => ({
    id,
    deployed: tableName,
    here: `${tableName}-here`,
  }))
  return functionEnv(project.functions[0]!, { process: { HOME: '/home', B: 'given' }, run: {}, tables })
}

describe('what only the cloud would say', () => {
  it.each([
    ['BatchSize: !Ref Size', 'Labels: BatchSize depends on Size, which nobody here knows.'],
    ['StartingPosition: !ImportValue pos', 'Labels: StartingPosition depends on pos'],
    [
      'FilterCriteria: { Filters: [{ Pattern: !Ref Size }] }',
      'FilterCriteria.Filters.0.Pattern depends on Size',
    ],
    ['FilterCriteria: { Filters: [{ Pattern: !Sub "{${Queue.Arn}}" }] }', 'depends on Queue.Arn'],
    [
      'FilterCriteria: !If [Big, { Filters: [] }, !Ref AWS::NoValue]',
      'FilterCriteria depends on Condition Big',
    ],
    ['Enabled: !If [Big, true, false]', 'Enabled depends on Condition Big'],
    ['BatchSize: !FindInMap [M, !Ref Size, V]', 'BatchSize depends on Mapping M.1.V'],
  ])('stops the start where it decides which records arrive: %s', async (event, message) => {
    const sections = 'Parameters: { Size: { Type: Number } }\nConditions: { Big: !Equals [!Ref Size, 5] }'
    const folder = sam({ event, sections })

    await expect(readProject(folder, {})).rejects.toThrow(message)
  })

  it.each([
    ['CodeUri: s3://bucket/key.zip', 'The code of Labels is at s3://bucket/key.zip'],
    ['CodeUri: { Bucket: b, Key: k.zip }', 'The code of Labels is at k.zip of a bucket'],
    ['CodeUri: dist', 'is said to be in dist, where nothing is'],
    ['PackageType: Image', 'The code of Labels is in a container image'],
  ])('stops the start where there is no code to run: %s', async (fn, message) => {
    const refused = readProject(sam({ fn }), {})

    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.toMatchObject({
      remedy: expect.stringContaining('tailrace.config.ts') as unknown,
    })
  })

  it('is a stand-in everywhere else, listed once, and gives way to what the process has', async () => {
    const fn = `MemorySize: !Ref Size
      Timeout: !Ref Size
      Role: !ImportValue role
      Environment:
        Variables:
          A: !Ref Queue
          AGAIN: !Sub 'at \${Queue}'
          B: !GetAtt Topic.TopicArn
          C: !Ref T
          D: !GetAtt T.Arn
          E: !If [Big, one, two]
          F: !Ref AWS::Region
          G: { 'Fn::Unheard': x }
          H: !ImportValue users-TableName`
    const resources = `${table}
  Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } }
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: !Sub '\${AWS::StackName}-news' } }`
    const sections = 'Parameters: { Size: { Type: Number } }\nConditions: { Big: !Equals [!Ref Size, 5] }'
    const files = { 'samconfig.toml': '[default.deploy.parameters]\nstack_name = "post"\n' }

    const project = await readProject(sam({ fn, resources, sections, files }), {})

    expect(project.functions[0]).toMatchObject({ memorySizeMb: 128, timeoutMs: 3000 })
    expect(environmentOf(project)).toEqual({
      HOME: '/home',
      TABLE_NAME: 'parcels-here',
      A: 'https://sqs.us-east-1.amazonaws.com/000000000000/Queue.fifo',
      AGAIN: 'at https://sqs.us-east-1.amazonaws.com/000000000000/Queue.fifo',
      B: 'given',
      C: 'parcels-here',
      D: 'arn:aws:dynamodb:us-east-1:000000000000:table/parcels-here',
      E: 'one',
      F: 'us-east-1',
      G: 'x',
      H: 'users-TableName',
    })
    expect(project.placeholders).toEqual([
      {
        reference: 'Queue',
        standIn: 'https://sqs.us-east-1.amazonaws.com/000000000000/Queue.fifo',
        usedBy: ['Labels: A', 'Labels: AGAIN'],
      },
      {
        reference: 'Topic.TopicArn',
        standIn: 'arn:aws:sns:us-east-1:000000000000:post-news',
        usedBy: ['Labels: B'],
      },
      { reference: 'Condition Big', standIn: 'one', usedBy: ['Labels: E'] },
      { reference: 'Fn::Unheard x', standIn: 'x', usedBy: ['Labels: G'] },
      { reference: 'users-TableName', standIn: 'users-TableName', usedBy: ['Labels: H'] },
    ])
  })

  it('leaves a table out that no function is on, and stops for one that a function is on', async () => {
    const unclear = (name: string): string => `
  ${name}:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{ AttributeName: !Ref Key, AttributeType: S }]
      KeySchema: [{ AttributeName: !Ref Key, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`
    const sections = 'Parameters: { Key: { Type: String } }'

    const project = await readProject(sam({ sections, resources: table + unclear('Other') }), {})

    expect(project.tables.map(({ id }) => id)).toEqual(['T'])
    expect(project.notes).toEqual([expect.stringMatching(/^Table Other is left out: .*depends on Key/)])
    await expect(readProject(sam({ sections, resources: unclear('T') }), {})).rejects.toThrow(
      'AttributeDefinitions.0.AttributeName of table T depends on Key, which nobody here knows',
    )
  })

  it('names a table that is described nowhere, and finds it by the reference once it is', async () => {
    const event = 'Stream: !Ref UsersStream'
    const folder = sam({ event: 'BatchSize: 3' })
    writeProject(folder, {
      'template.yaml': `Transform: AWS::Serverless-2016-10-31
Parameters: { UsersStream: { Type: String } }
Resources:
  Labels:
    Type: AWS::Serverless::Function
    Properties:
      Handler: code.handler
      Runtime: nodejs22.x
      Environment: { Variables: { USERS: !Ref UsersTable } }
      Events: { E: { Type: DynamoDB, Properties: { ${event}, StartingPosition: LATEST } } }${table}`,
    })

    const without = await readProject(folder, {})
    const users = { partitionKey: 'userId', references: ['UsersStream', 'UsersTable'] }
    const project = await readProject(folder, {}, { config: { tables: { users } } })

    expect(without.functions[0]!.streams).toMatchObject([{ table: undefined, named: 'UsersStream' }])
    expect(project.functions[0]!.streams).toMatchObject([{ table: 'users', named: 'users' }])
    expect(environmentOf(project)['USERS']).toBe('users-here')
  })
})

describe('an application inside of an application', () => {
  const outer = (
    location: string,
  ): string => `Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
  Data: { Type: AWS::Serverless::Application, Properties: { Location: ${location}, Parameters: { Size: 7 } } }
  Labels:
    Type: AWS::Serverless::Function
    Properties:
      Handler: code.handler
      Runtime: nodejs22.x
      Events: { E: { Type: DynamoDB, Properties: { Stream: !GetAtt Data.Outputs.StreamArn, StartingPosition: LATEST } } }
`

  it('has the table that a function is on', async () => {
    const folder = sam({})
    writeProject(folder, {
      'template.yaml': outer('data/template.yaml'),
      'data/template.yaml': `Transform: AWS::Serverless-2016-10-31
Parameters: { Size: { Type: Number } }
Resources:${table}
Outputs: { StreamArn: { Value: !GetAtt T.StreamArn } }
`,
    })

    const project = await readProject(folder, {})

    expect(project.functions[0]!.streams).toMatchObject([{ table: 'T' }])
  })

  it.each(['{ ApplicationId: arn:x, SemanticVersion: 1.0.0 }', 's3://bucket/data.yaml'])(
    'is not read from elsewhere, and the function is there: %s',
    async location => {
      const folder = sam({})
      writeProject(folder, { 'template.yaml': outer(location) })

      const project = await readProject(folder, {})

      expect(project.functions[0]!.streams).toMatchObject([
        { table: undefined, named: 'Data.Outputs.StreamArn' },
      ])
    },
  )
})

describe('a template', () => {
  it.each([
    ['Resources: [', 'template.yaml cannot be read'],
    [
      'Transform: AWS::Serverless-2016-10-31\nConditions: { A: !Condition B, B: !Condition A }\nResources: { X: { Type: "AWS::SQS::Queue", Condition: A } }',
      'Condition A refers to itself',
    ],
    [
      'Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nResources: { "Fn::ForEach::Fns": [N, [A, B], {}] }',
      'Fn::ForEach::Fns under Resources is not read',
    ],
    ['Resources: { Q: { Type: "AWS::SQS::Queue" } }', 'template.yaml has no function on a DynamoDB stream.'],
  ])('that cannot be read is named: %s', async (text, message) => {
    const folder = path('project')
    writeProject(folder, { 'template.yaml': text })

    await expect(readProject(folder, {})).rejects.toThrow(message)
  })

  it('in the folder of a serverless file is not taken, which is said; the configuration may take it', async () => {
    const folder = sam({})
    writeProject(folder, {
      'serverless.yml':
        'functions: { mine: { handler: code.handler, events: [{ stream: { type: dynamodb, arn: !GetAtt T.StreamArn } }] } }\n' +
        `resources:\n  Resources:${table.replaceAll('\n', '\n  ')}`,
    })

    const project = await readProject(folder, {})
    const other = await readProject(folder, {}, { deployFile: 'template.yaml' })

    expect([project.kind, project.functions[0]!.functionName]).toEqual(['serverless', 'mine'])
    expect(project.notes[0]).toMatch(/^serverless\.yml is read, and not template\.yaml/)
    expect([other.kind, other.functions[0]!.functionName, other.notes]).toEqual(['sam', 'Labels', []])
  })

  it('of a function in another language is read without looking for a file', async () => {
    const project = await readProject(sam({}), {})
    const folder = sam({})
    writeProject(folder, {
      'template.yaml': `Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: python3.13, CodeUri: src } }
Resources:
  Labels:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.main.handler
      Events: { E: { Type: DynamoDB, Properties: { Stream: !GetAtt T.StreamArn, StartingPosition: LATEST } } }${table}`,
      'src/app/main.py': 'def handler(event, context): pass\n',
    })

    const other = await readProject(folder, {})

    expect(project.functions[0]).toMatchObject({ runtime: 'nodejs22.x', exportName: 'handler' })
    expect(other.functions[0]).toMatchObject({
      runtime: 'python3.13',
      handler: 'app.main.handler',
      codeFolder: `${folder}/src`,
      exportName: '',
    })
  })
})
