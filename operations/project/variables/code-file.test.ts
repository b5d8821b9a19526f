import { expect, it } from 'vitest'
import { writeProject } from '../../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../../test/support/temporary-folder.ts'
import { readServerless } from '../read-serverless.ts'
import { tailrace } from '../../../test/support/tailrace.ts'

const path = temporaryPaths()

const valuesOf = async (
  files: Readonly<Record<string, string>>,
  values: string,
  env: Readonly<Record<string, string>> = {},
): Promise<unknown> => {
  const folder = path('project')
  writeProject(folder, { 'serverless.yml': `custom: ${values}\n`, ...files })
  const options = { stage: 'test', onRead: () => undefined }
  return (await readServerless(folder, env, options)).at('custom')
}

it.each([
  ['a.js', 'module.exports = { b: { c: 5 } }', ':b.c'],
  ['a.cjs', 'exports.b = () => ({ c: async () => 5 })', ':b.c'],
  ['a.js', 'module.exports = async ({ options }) => ({ b: options.stage === "test" ? 5 : 0 })', ':b'],
  ['a.js', 'module.exports.b = async ({ resolveVariable }) => resolveVariable("self:custom.five")', ':b'],
  ['a.js', "module.exports.b = ({ resolveConfigurationProperty: at }) => at(['custom', 'five'])", ':b'],
  ['a.js', "module.exports = { b: '${self:custom.deep}' }", ':b.c'],
  ['a.mjs', 'export default { b: { c: 5 } }', ':b.c'],
  ['a.ts', 'enum E { five = 5 }\nexport default (): { b: number } => ({ b: E.five })', ':b'],
  ['a.js', 'module.exports = Number(process.env.FIVE)', ''],
])('%s gives %s', async (name, code, address) => {
  const values = `{ five: 5, deep: { c: 5 }, value: '\${file(${name})${address}}' }`

  expect(await valuesOf({ [name]: code }, values, { FIVE: '5' })).toMatchObject({ value: 5 })
})

it('an edited file gives what it says now, also where another file says it', async () => {
  const folder = path('project')
  const at = async (): Promise<unknown> => (await readServerless(folder, {})).at('custom')
  writeProject(folder, {
    'serverless.yml': 'custom: "${file(a.js):size}"\n',
    'a.js': "module.exports = { size: require('./b').size }",
    'b.js': 'exports.size = 1',
  })
  const before = await at()
  writeProject(folder, { 'b.js': 'exports.size = 2' })

  expect([before, await at()]).toEqual([1, 2])
})

it.each([
  ['throws', 'throw new Error("no such key")', 'no such key'],
  ['ends the process', 'process.exit(0)', 'it ended before it gave a value'],
  ['never answers', 'module.exports = () => new Promise(() => {})', 'it ended before it gave a value'],
])('a file that %s ends nothing but its value', async (_, code, reason) => {
  const found = await valuesOf({ 'a.js': code }, `'\${file(a.js)}'`)

  expect(found).toMatchObject({ why: 'missing', reason: `a.js: ${reason}` })
})

it('what a file prints is no output of a command', async () => {
  const folder = path('project')
  writeProject(folder, {
    'serverless.yml': `provider: { name: aws, runtime: nodejs22.x }
functions: '\${file(functions.js)}'
resources: { Resources: { T: { Type: AWS::DynamoDB::Table, Properties: { AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }], StreamSpecification: { StreamViewType: NEW_IMAGE } } } } }
`,
    'functions.js': `console.log('loading')
module.exports = { a: { handler: 'a.handler', events: [{ stream: { type: 'dynamodb', arn: { 'Fn::GetAtt': ['T', 'StreamArn'] } } }] } }`,
    'a.mjs': 'export const handler = async () => ({})\n',
  })

  const { code, out } = await tailrace(['check', '--output', 'ndjson'], {}, '', folder)

  expect(code).toBe(0)
  expect(
    out
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as { subject?: string }).subject),
  ).toContain('a')
}, 30_000)
