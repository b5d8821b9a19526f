import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { writeProject } from '../../test/support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { neededFiles } from './needed-files.ts'

const path = temporaryPaths()

const forms: readonly (readonly [code: string, named: string])[] = [
  ["readFileSync(__dirname + '/data.json')", 'data.json'],
  ["readFileSync(path.join(__dirname, 'data.json'))", 'data.json'],
  ["readFileSync(path.join(__dirname, '..', 'data.json'))", '../data.json'],
  ['readFileSync(resolve(__dirname, "a", \'b\', `data.json`))', 'a/b/data.json'],
  ["readFileSync(path.join(\n  __dirname,\n  '..',\n  'data.json',\n))", '../data.json'],
  ['readFileSync(`${__dirname}/data.json`)', 'data.json'],
  ["readFileSync(path.join(path.dirname(__filename), 'data.json'))", 'data.json'],
  ["readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'data.json'))", 'data.json'],
  ["readFileSync(url.fileURLToPath(new URL('data.json', import.meta.url)))", 'data.json'],
  ["readFileSync(new URL('../data.json', import.meta.url))", '../data.json'],
  ["readFileSync(join(import.meta.dirname, './a', 'data.json'))", 'a/data.json'],
  ["readFileSync(require.resolve('../data.json'))", '../data.json'],
]

const others = [
  "new URL('https://example.com/data.json', import.meta.url)",
  "require.resolve('data')",
  'path.join(__dirname, name)',
  "path.join(__dirname, '..', '..')",
  "path.resolve(__dirname, '..')",
  "path.join(folder, 'data.json')",
]

const lookedThrough = (code: string, files: Readonly<Record<string, string>>) => {
  const root = path('project')
  const module = 'node_modules/parcels/lib/index.js'
  writeProject(root, { [module]: code, ...files })
  const output = { inputs: { [module]: { bytesInOutput: 1 } }, imports: [], exports: [], bytes: 1 }
  return { ...neededFiles(root, { 'src/deep/labels.mjs': output }), root, folder: dirname(module) }
}

it.each(forms)('a file that a module reads by %s comes along', (code, named) => {
  const place = join('node_modules/parcels/lib', named)

  const { files, problems, root } = lookedThrough(code, { [place]: '{}' })

  expect(problems).toEqual([])
  expect([...files]).toEqual([[join('src/deep', named), join(root, place)]])
})

it.each(forms)('a file that a module reads by %s and that is not there is named', (code, named) => {
  const { files, problems } = lookedThrough(code, {})

  expect(files.size).toBe(0)
  expect(problems).toEqual([expect.stringContaining(`reads ${named} beside itself`)])
})

it.each(others)('%s names no file beside a module', code => {
  expect(lookedThrough(code, {})).toMatchObject({ problems: [], files: new Map() })
})
