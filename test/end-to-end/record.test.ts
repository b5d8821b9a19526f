import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { writeProject } from '../support/deploy-tool/project-files.ts'
import { smallProjects } from '../support/small-project.ts'
import { lastLine, objectsIn, startTailrace, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const minutes = 60_000
const project = smallProjects()
const path = temporaryPaths()
/** A handler that fails once for each of three items, which the project writes itself. */
const desk: Readonly<Record<string, string>> = {
  'serverless.yml': `
service: desk
custom: { tailrace: { input: input.mjs } }
functions:
  watch:
    handler: watch.handler
    events: [{ stream: { type: dynamodb, arn: !GetAtt T.StreamArn, batchWindow: 1 } }]
resources:
  Resources:
    T:
      Type: AWS::DynamoDB::Table
      Properties:
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`,
  'input.mjs': `import { createRequire } from 'node:module'
const { PutItemCommand } = createRequire(${JSON.stringify(new URL('../../package.json', import.meta.url).pathname)})('@aws-sdk/client-dynamodb')
export const input = async ({ client, tableName }) => {
  for (const id of ['t1', 't2', 't3'])
    await client.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: id }, email: { S: 'alice@example.com' } } }))
}`,
  'watch.js': `let isBroken = true
exports.handler = async event => {
  if (isBroken) {
    isBroken = false
    throw new Error('no ' + event.Records[0].dynamodb.NewImage.email.S)
  }
}`,
}

const dev = ['dev', '--once', '--engine', 'dynoxide', '--table-port', '0']

describe('a recorded run', () => {
  it(
    'is put out again as the run put it out, for programs and for people, and is for its owner only',
    async () => {
      const folder = path('desk')
      writeProject(folder, desk)
      const file = path('run.ndjson.gz')

      const ran = await tailrace([...dev, '--output', 'ndjson', '--record', file], {}, '', folder)
      const again = await tailrace(['open', file, '--output', 'ndjson'])
      const [document, people, quiet] = [
        await tailrace(['open', file, '--output', 'json']),
        await tailrace(['open', file, '--output', 'human']),
        await tailrace(['open', file, '--output', 'quiet']),
      ]

      expect(ran).toMatchObject({ code: 0, said: expect.stringContaining(`events in ${file}`) as string })
      const told = objectsIn(ran.out).filter(({ event }) => event !== 'Summary')
      expect(told.some(({ event }) => event === 'Answered' || event === 'EffectWritten')).toBe(true)
      expect(objectsIn(again.out)).toEqual(told)
      expect(JSON.parse(document.out)).toEqual(told)
      expect(people.out).toContain('Table engine: dynoxide')
      expect(people.said).toContain('recorded in ')
      expect(quiet).toMatchObject({ code: 0, out: '' })
      expect([again.code, document.code, people.code]).toEqual([0, 0, 0])
      expect(statSync(file).mode & 0o777).toBe(0o600)
      expect((await tailrace([...dev, '--record', file], {}, '', folder)).code).toBe(2)

      const redacted = path('redacted.ndjson')
      await tailrace([...dev, '--record', redacted, '--redact', 'email'], {}, '', folder)
      const text = readFileSync(redacted, 'utf8')
      expect(people.out + people.said).toContain('no alice@example.com')
      expect(text).toContain('"S":"t1"')
      expect(text).not.toContain('alice')
    },
    3 * minutes,
  )

  it(
    'that is killed can be opened, and says where it ends',
    async () => {
      const folder = project({ stream: 'startingPosition: TRIM_HORIZON' })
      const file = path('killed.ndjson')
      const running = startTailrace(
        [
          'dev',
          '--engine',
          'dynoxide',
          '--no-ui',
          '--table-port',
          '0',
          '--output',
          'ndjson',
          '--record',
          file,
        ],
        folder,
      )
      const out = await running.whenOut('"CaughtUp"')
      // Longer than anything is kept back.
      await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 10_000 }).toContain('"CaughtUp"')
      running.kill('SIGKILL')
      await running.closed

      const opened = await tailrace(['open', file, '--output', 'ndjson'])

      expect(opened.code).toBe(0)
      expect(lastLine(opened.said)).toMatch(/^it is cut off after \d+ events/)
      expect(objectsIn(opened.out)).toEqual(expect.arrayContaining(objectsIn(out).slice(0, 3)))
    },
    3 * minutes,
  )

  it.each([
    ['is not there', undefined],
    ['is empty', ''],
    ['is something else', '{"Records":[]}\n'],
    ['is compressed and something else', gzipSync('x'.repeat(100))],
    ['is of another format', '{"tailrace":"recording","format":9,"tool":"tailrace 9"}\n'],
  ])('whose file %s is refused in a line that names it', async (_, content) => {
    const file = path('strange')
    if (content !== undefined) writeFileSync(file, content)

    for (const more of [['--output', 'human'], ['--output', 'json'], []]) {
      const { code, out, said } = await tailrace(['open', file, ...more])

      expect([code, out]).toEqual([2, ''])
      expect(said.trim().split('\n')).toHaveLength(1)
      expect(said).toContain(file)
    }
  })

  it('takes nothing to redact where nothing is recorded', async () => {
    const { code, said } = await tailrace(['dev', '--redact', 'email'])

    expect(code).toBe(2)
    expect(said).toContain('--record FILE')
  })
})
