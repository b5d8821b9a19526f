import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { startName } from './choose-start.ts'
import { init } from './init.ts'
import type { DeployTool } from './start.ts'

const path = temporaryPaths()

const projectWith = (files: Readonly<Record<string, string>>): string => {
  const folder = path('project')
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const everythingIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(each => each.isFile())
      .map(each => join(each.parentPath, each.name))
      .toSorted()
      .map(file => [file, readFileSync(file, 'utf8')]),
  )

const tools: readonly DeployTool[] = ['serverless', 'sam', 'cdk']

describe.each(tools)('a start for %s', deploy => {
  it.each(['typescript', 'javascript'] as const)('in %s is whole, and done once', language => {
    const folder = join(path('a b'), 'Käse & Brot')

    const first = init(folder, { deploy, language }, '1.2.3')
    const before = everythingIn(folder)
    const second = init(folder, { deploy, language }, '1.2.3')

    expect(first.written.map(file => existsSync(join(folder, file)))).not.toContain(false)
    expect([second.written, second.added]).toEqual([[], []])
    expect(everythingIn(folder)).toEqual(before)
  })
})

describe('a start in a project that is there', () => {
  const own = '{\n    "name": "shop",\n    "files": ["a"],\n    "scripts": { "test": "jest" }\n}'

  it('changes nothing but package.json, where it only adds, and says what', () => {
    const folder = projectWith({ 'package.json': own, 'README.md': 'mine', '.gitignore': 'dist' })

    const report = init(folder, {}, '1.2.3')

    const text = readFileSync(join(folder, 'package.json'), 'utf8')
    expect(text).toContain('    "files": ["a"],\n')
    expect(text).toContain('"scripts": { "test": "jest",')
    expect(JSON.parse(text)).toMatchObject({ name: 'shop', scripts: { test: 'jest', dev: 'tailrace dev' } })
    expect(report.left).toEqual(['scripts.test'])
    expect(report.added).toEqual(
      expect.arrayContaining(['scripts.dev', 'dependencies.tailrace', 'devDependencies.vitest']),
    )
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine')
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('dist')
  })

  it('is JavaScript, in modules that say so, where the project is CommonJS without types', () => {
    const report = init(projectWith({ 'package.json': own }), {}, '1.2.3')

    expect(report.written).toEqual(
      expect.arrayContaining(['src/changes.mjs', 'input.mjs', 'test/changes.test.mjs']),
    )
    expect(report.written.filter(file => file.endsWith('ts') || file === 'tsconfig.json')).toEqual([])
  })

  it.each([
    ['a module', { type: 'module' }, 'typescript', 'changes.ts', true],
    ['a module', { type: 'module' }, 'javascript', 'changes.js', true],
    ['CommonJS', {}, 'javascript', 'changes.mjs', true],
    ['CommonJS, whose compiler may refuse it', {}, 'typescript', 'changes.mts', false],
  ] as const)('of %s (%j, %s) waits at the top of %s: %s', (_, own, language, file, isAwaited) => {
    const folder = projectWith({ 'package.json': JSON.stringify(own) })

    init(folder, { language }, '1.2.3')

    const source = readFileSync(join(folder, 'src', file), 'utf8')
    expect([source.includes('await ready('), /import \{ ready,/.test(source)]).toEqual([isAwaited, isAwaited])
  })

  it.each([
    ['serverless.yml', 'service: mine\nfunctions: {}\n'],
    ['template.yaml', 'Transform: AWS::Serverless-2016-10-31\nResources: {}\n'],
    ['cdk.json', '{ "app": "node app.js" }'],
  ])('leaves %s alone, and describes the function for this machine', (file, text) => {
    const folder = projectWith({ 'package.json': own, [file]: text })

    const report = init(folder, {}, '1.2.3')

    expect(report.start.isBesideOther).toBe(true)
    expect(readFileSync(join(folder, file), 'utf8')).toBe(text)
    expect(report.written).toContain('tailrace.config.mjs')
    expect(report.written).not.toContain('serverless.yml')
  })

  it('writes nothing at all where a file of the same name says something else', () => {
    const folder = projectWith({ 'package.json': own, 'input.mjs': 'export const mine = 1\n' })
    const before = everythingIn(folder)

    expect(() => init(folder, {}, '1.2.3')).toThrow(
      expect.objectContaining({
        code: 'init.file-exists',
        message: expect.stringContaining('input.mjs') as string,
      }),
    )
    expect(everythingIn(folder)).toEqual(before)
  })

  it.each(['{ "name": ', '[]', '{ "scripts": [] }'])('writes nothing beside a package.json of %s', text => {
    const folder = projectWith({ 'package.json': text })

    expect(() => init(folder, {}, '1.2.3')).toThrow(
      expect.objectContaining({ code: 'init.package-unreadable' }),
    )
    expect(readdirSync(folder)).toEqual(['package.json'])
  })
})

it('says in one line where nothing can be written', () => {
  const folder = projectWith({ file: 'no folder' })

  for (const into of ['file', 'file/inside', '../../../../../../proc/tailrace'])
    expect(() => init(join(folder, into), {}, '1.2.3')).toThrow(
      expect.objectContaining({ code: 'init.folder-unwritable' }),
    )
})

it.each([
  ['Käse & Brot', 'kase-brot'],
  ['日本', 'tickets'],
  ['2 tables', 'tables'],
  ['..', 'tickets'],
])('calls what is deployed from %s %s', (folder, name) => {
  expect(startName(join('/', basename(folder)))).toBe(name)
})
