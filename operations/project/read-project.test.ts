import { describe, expect, it } from 'vitest'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { functionEnv } from './function-environment.ts'
import { readProject } from './read-project.ts'
import { registriesByName } from './registries.ts'

const path = temporaryPaths()

const code = `import { registry } from ${JSON.stringify(new URL('../../core/registry/define-registry.ts', import.meta.url).href)}
export const pipeline = env => (globalThis.seen = env, registry([]))
export const handler = () => ({})
export const handlers = { stream: handler }
`

const projectIn = (functions: string, more = '', files: Readonly<Record<string, string>> = {}): string => {
  const folder = path('project')
  const serverless = `service: parcels\nprovider: { name: aws, runtime: nodejs24.x, environment: { TARIFF: summer, QUEUE: !Ref Queue } }\n${more}\nfunctions:\n  ${functions}\n`
  writeProject(folder, { 'labels.mjs': code, 'serverless.yml': serverless, ...files })
  return folder
}

const labels = (stream: string, more = ''): string =>
  `labels: { handler: labels.handler, ${more} events: [{ stream: { type: dynamodb, arn: !GetAtt Parcels.StreamArn, ${stream} } }] }`

describe('readProject', () => {
  it.each([
    ['batchSize: "${ssm:/labels/size}"', 'labels: batchSize is ${ssm:/labels/size}'],
    ['batchSize: "${ssm:/labels/size, 5}"', 'labels: batchSize is ${ssm:/labels/size, 5}'],
    ['filterPatterns: "${s3:bucket/patterns.json}"', 'labels: filterPatterns is ${s3:bucket/patterns.json}'],
    ['filterPatterns: [{ a: ["x-${cf:stack.Out}"] }]', 'labels: filterPatterns.0.a.0 is x-${cf:stack.Out}'],
    ['enabled: "${aws:accountId}"', 'labels: enabled is ${aws:accountId}'],
    ['startingPosition: "${ofPlugin:position}"', 'labels: startingPosition is ${ofPlugin:position}'],
    [
      'batchSize: "${self:custom.${env:WHICH}.size}"',
      'labels: batchSize is ${self:custom.${env:WHICH}.size}',
    ],
    ['type: "${ssm:/type}"', 'labels: type is ${ssm:/type}'],
  ])(
    'refuses by name what decides which records arrive and only the cloud knows: %s',
    async (stream, message) => {
      const refused = readProject(
        projectIn(
          labels(stream).replace('type: dynamodb, ', stream.startsWith('type') ? '' : 'type: dynamodb, '),
        ),
        {},
      )

      await expect(refused).rejects.toThrow(message)
      await expect(refused).rejects.toMatchObject({
        code: 'engine.setting-not-literal',
        remedy: expect.stringContaining('Give the variable') as unknown,
      })
    },
  )

  it('leaves alone what only the cloud knows and does not decide which records arrive', async () => {
    const stream = 'destinations: { onFailure: { arn: !GetAtt Q.Arn, type: sqs } }'
    const folder = projectIn(
      labels(stream, 'role: "${cf:roles.Labels}", environment: { SECRET: "${ssm:/secret}" },'),
      'custom: { other: "${ssm:/other}", wrong: "${file(gone.json)}" }',
    )

    const { functions } = await readProject(folder, {})

    expect(functions[0]).toMatchObject({
      environment: { SECRET: '${ssm:/secret}' },
      streams: [{ settings: { BatchSize: 10 } }],
    })
  })

  it('tells a stream of another table from that of the table that is here', async () => {
    const folder = projectIn(`
  ${labels('batchSize: 2')}
  prices: { handler: labels.handlers.stream, events: [{ stream: { type: dynamodb, arn: !GetAtt Prices.StreamArn } }] }
  both:
    handler: labels.handler
    events:
      - stream: { type: dynamodb, arn: !GetAtt Prices.StreamArn, batchSize: 7 }
      - stream: { type: dynamodb, arn: !GetAtt Parcels.StreamArn, batchSize: 8 }`)

    const { functions } = await readProject(folder, {})

    expect(
      functions.flatMap(({ functionName, streams }) =>
        streams.map(({ table, named, settings: { BatchSize } }) => [functionName, table, named, BatchSize]),
      ),
    ).toEqual([
      ['labels', 'Parcels', 'Parcels', 2],
      ['prices', undefined, 'Prices', 10],
      ['both', undefined, 'Prices', 7],
      ['both', 'Parcels', 'Parcels', 8],
    ])
  })

  it('says why Lambda finds no file whose name has a dot', async () => {
    const folder = projectIn(labels('').replace('labels.handler', 'labels.print.handler'), '', {
      'labels.print.mjs': code,
    })

    await expect(readProject(folder, {})).resolves.toMatchObject({
      functions: [{ exportName: 'print.handler' }],
    })

    const dotted = projectIn(labels('').replace('labels.handler', 'parcel.print.handler'), '', {
      'parcel.print.mjs': code,
    })

    await expect(readProject(dotted, {})).rejects.toThrow(
      "Lambda takes what stands before the first dot of the file's name, parcel,",
    )
  })
})

describe('the environment of a function', () => {
  it('is that of provider and function, over what the process has and under what the run needs', async () => {
    const folder = projectIn(
      labels(
        '',
        'environment: { DEPOT: north, KEY: "${ssm:/key}", STAGE: "${sls:stage}", PARK_URL: "s3://x/" },',
      ),
    )
    const { functions } = await readProject(folder, {})
    const [found] = functions

    const env = functionEnv(found!, {
      process: { DEPOT: 'of the process', KEY: 'given', HOME: '/home' },
      run: { PARK_URL: 'file:here' },
    })

    expect(env).toEqual({
      TARIFF: 'summer',
      DEPOT: 'north',
      KEY: 'given',
      QUEUE: 'Queue',
      STAGE: 'dev',
      PARK_URL: 'file:here',
      HOME: '/home',
    })
  })

  it('has the same stand-in in each run for what only the cloud knows', async () => {
    const environment =
      'A: !GetAtt Queue.Arn, B: !Sub "https://${Api}.x.${AWS::Region}/${!Z}", C: !Join ["-", [a, !Ref B]], D: !If [Yes, !Ref Y, n], E: !ImportValue other, F: "${ssm:/f}", G: !Sub ["${a}!", { a: !Ref Q }]'
    const folder = projectIn(labels('', `environment: { ${environment} },`))
    const { functions } = await readProject(folder, {})

    expect(functionEnv(functions[0]!, { process: {}, run: {} })).toMatchObject({
      A: 'arn:aws:unknown:us-east-1:000000000000:Queue',
      B: 'https://Api.x.us-east-1/${Z}',
      C: 'a-B',
      D: 'Y',
      E: 'other',
      F: '${ssm:/f}',
      G: 'Q!',
    })
  })

  it('reaches a registry that only explains with its literals, and with unreadable patterns', async () => {
    const folder = projectIn(
      labels('filterPatterns: "${file(infra/filters.json)}"', 'environment: { DEPOT: north },'),
      '',
      {
        'infra/filters.json': '{ broken',
      },
    )

    await registriesByName(folder, {})

    expect((globalThis as { readonly seen?: unknown }).seen).toEqual({ TARIFF: 'summer', DEPOT: 'north' })
  })
})
