import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { notesDeployFile } from '../../test/support/deploy-tool/notes-deploy-file.ts'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { bundleProject } from './bundle-project.ts'

const path = temporaryPaths()

/** As node-fetch 2 is: a function in CommonJS, and beside it an ES module whose default it is. */
const fetching = (more: object) => ({
  'node_modules/fetching/package.json': JSON.stringify({
    ...{ name: 'fetching', version: '2.0.0', main: 'main.js', module: 'module.mjs' },
    ...more,
  }),
  'node_modules/fetching/main.js': `module.exports = exports = () => 'fetched'
exports.Headers = 'headers'`,
  'node_modules/fetching/module.mjs': `const fetching = () => 'fetched'
export { fetching as default }
export const Headers = 'headers'`,
})

/** What a handler gives in its bundle, and what Node by itself gives for it. */
const answers = async (code: string, more: object = {}) => {
  const folder = path('project')
  writeProject(folder, { 'serverless.yml': notesDeployFile, 'src/notes.js': code, ...fetching(more) })
  await bundleProject({ folder, env: {}, out: join(folder, 'out'), as: 'folder' })
  const run = (file: string, cwd: string): string =>
    execFileSync(process.execPath, ['-e', `require('${file}').handler().then(console.log)`], {
      cwd,
      encoding: 'utf8',
    }).trim()
  return [run('./src/notes.cjs', join(folder, 'out/notes')), run('./src/notes.js', folder)]
}

it.each([
  ['the whole', "exports.handler = async () => require('fetching')()", 'fetched'],
  ['one name', "const { Headers } = require('fetching')\nexports.handler = async () => Headers", 'headers'],
])('%s of what is required is what Node gives', async (_, code, expected) => {
  expect(await answers(code)).toEqual([expected, expected])
})

it('is left to a package that says itself what require gets', async () => {
  const code = "exports.handler = async () => typeof require('fetching')"
  const exports = { '.': { require: './main.js', import: './module.mjs' } }

  expect(await answers(code, { exports })).toEqual(['function', 'function'])
})
