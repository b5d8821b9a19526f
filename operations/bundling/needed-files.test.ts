import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
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

const lookedThrough = (
  code: string,
  files: Readonly<Record<string, string>>,
  module = 'node_modules/parcels/lib/index.js',
) => {
  const root = path('project')
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
  const own = lookedThrough(code, {}, 'src/labels.js')
  const ofPackage = lookedThrough(code, {})

  expect(own).toMatchObject({ files: new Map(), notes: [] })
  expect(own.problems).toEqual([expect.stringContaining(`reads ${named} beside itself`)])
  // Without a bundle the package does not find it either.
  expect(ofPackage).toMatchObject({ files: new Map(), problems: [] })
  expect(ofPackage.notes).toEqual([expect.stringContaining(`parcels/lib/index.js names ${named} beside`)])
})

const inFunction = (code: string): string => `exports.log = "}" + '}' // }
exports.start = () => { if (exports.log) { new Worker(${code}) } }`

describe('code that is started by its path', () => {
  const worker = "path.join(__dirname, 'worker.js')"

  it.each([
    ['in one of its functions', inFunction(worker), 'notes'],
    ['as soon as it is imported', `const worker = new Worker(${worker})`, 'problems'],
    ['behind a function', `const a = { b: () => {} }\nrequire(${worker})`, 'problems'],
  ] as const)('by a package %s is told', (_, code, told) => {
    const found = lookedThrough(code, { 'node_modules/parcels/lib/worker.js': '' })

    expect({ ...found, root: '', folder: '' }).toMatchObject({ files: new Map() })
    expect(found[told]).toEqual([
      expect.stringContaining('node_modules/parcels/lib/index.js starts worker.js beside itself'),
    ])
    expect(found[told === 'notes' ? 'problems' : 'notes']).toEqual([])
    if (told === 'notes') expect(found.notes[0]).toContain('keep parcels external')
  })

  it('by the project itself is a problem wherever that is', () => {
    const { problems, notes } = lookedThrough(inFunction(worker), { 'src/worker.js': '' }, 'src/labels.js')

    expect([problems, notes]).toEqual([[expect.stringContaining('starts worker.js beside itself')], []])
  })
})

describe('a folder', () => {
  const code = "const all = readdirSync(path.join(__dirname, '../texts'))"
  const files = {
    'texts/a/mail.txt': 'a',
    'texts/b.json': '{}',
    'texts/.env': 'SECRET=1',
    'texts/node_modules/c': '',
  }

  it('beside a module comes along, without what is hidden or installed', () => {
    const { files: found, problems, notes, root } = lookedThrough(code, files, 'src/labels.js')

    expect(found).toEqual(
      new Map([
        ['src/texts/a/mail.txt', join(root, 'texts/a/mail.txt')],
        ['src/texts/b.json', join(root, 'texts/b.json')],
      ]),
    )
    expect([problems, notes]).toEqual([[], []])
  })

  it('with code in it is a problem', () => {
    const { problems } = lookedThrough(code, { ...files, 'texts/c.ts': '' }, 'src/labels.js')

    expect(problems).toEqual([expect.stringContaining('src/labels.js starts ../texts beside itself')])
  })
})

describe('what a module reads in the folder that it is started in', () => {
  it.each([
    "readFileSync(path.join(process.cwd(), 'texts', 'mail.txt'))",
    "readFileSync(resolve(process.cwd(), './texts/mail.txt'))",
    'readFileSync(`${process.cwd()}/texts/mail.txt`)',
    "readFileSync(process.env.LAMBDA_TASK_ROOT + '/texts/mail.txt')",
    "readFileSync(join(process.env['LAMBDA_TASK_ROOT'], 'texts'))",
  ])('comes along: %s', code => {
    const { files, problems, notes, root } = lookedThrough(code, { 'texts/mail.txt': 'a' }, 'src/labels.js')

    expect([...files]).toEqual([['texts/mail.txt', join(root, 'texts/mail.txt')]])
    expect([problems, notes]).toEqual([[], []])
  })

  it.each(['.env', 'made/later.json'])('is told where it is not put into the zip: %s', file => {
    const code = `read(path.join(process.cwd(), '${file}'))`
    const { files, problems, notes } = lookedThrough(code, { '.env': 'SECRET=1' }, 'src/labels.js')

    expect([files.size, problems]).toEqual([0, []])
    expect(notes).toEqual([expect.stringContaining(`src/labels.js names ${file} in the folder`)])
  })

  it('is not looked for on behalf of a package', () => {
    const code = "read(path.resolve(process.cwd(), 'texts/mail.txt'))"

    expect(lookedThrough(code, { 'texts/mail.txt': 'a' }).files.size).toBe(0)
  })
})

it.each(others)('%s names no file beside a module', code => {
  expect(lookedThrough(code, {})).toMatchObject({ problems: [], files: new Map() })
})
