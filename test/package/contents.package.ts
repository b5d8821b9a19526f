import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { mustRun, run } from './run.ts'

const { files, folder: packedIn } = inject('packed')
const consumer = inject('consumer')
const root = join(consumer, 'node_modules', 'tailrace')
const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
const manifest = json(join(root, 'package.json')) as {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly bin: Readonly<Record<string, string>>
  readonly scripts?: unknown
  readonly devDependencies?: unknown
}
const entries = Object.keys(manifest.exports).map(entry => `tailrace${entry.slice(1)}`)
const modules = entries.filter(entry => !entry.endsWith('.json'))

describe('the tarball', () => {
  it('holds these folders and files, and no others', () => {
    const tops = new Set(files.map(({ path }) => path.split('/')[0]))

    expect(tops).toEqual(
      new Set(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'docs', 'examples', 'package.json']),
    )
  })

  it('holds no test, and nothing that was recorded of a table', () => {
    const unwanted = files.filter(({ path }) =>
      /\.test\.|(^|\/)test\/|\.golden\.|\.ndjson$|\.map\.map$/.test(path),
    )

    expect(unwanted).toEqual([])
  })

  it('holds the page of each command and error that messages may name', () => {
    const pages = new Set(files.map(({ path }) => path))

    expect([...pages].filter(path => path.startsWith('docs/errors/')).length).toBeGreaterThan(5)
    for (const page of ['docs/reference/commands.md', 'docs/versioning.md']) expect(pages).toContain(page)
  })

  it('says of itself what serves others, and leaves the repository as it was', () => {
    expect(manifest.scripts).toBeUndefined()
    expect(manifest.devDependencies).toBeUndefined()
    expect(readFileSync(join(packedIn, 'package.json'), 'utf8')).toBe(readFileSync('package.json', 'utf8'))
  })
})

describe('its maps', () => {
  const maps = globSync('dist/**/*.map', { cwd: root })

  it('are there for each module and each declaration', () => {
    // The inspector's page is not imported by anybody: a browser gets it as it was built.
    const mapped = globSync('dist/**/*.{js,d.ts}', { cwd: root }).filter(
      file => !file.startsWith('dist/src/') && !file.startsWith('dist/inspector/ui/'),
    )

    expect(mapped.length).toBeGreaterThan(500)
    expect(mapped.filter(file => !maps.includes(`${file}.map`))).toEqual([])
  })

  it('lead to sources that are there, and hold nothing else of this machine', () => {
    const broken = maps.flatMap(map => {
      const { sources } = json(join(root, map)) as { readonly sources: readonly string[] }
      return sources
        .map(source => join(dirname(join(root, map)), source))
        .filter(path => !existsSync(path) || relative(root, path).startsWith('..'))
    })

    expect(broken).toEqual([])
  })

  it('show the user’s stack in lines of the source', async () => {
    const code = `import { raise } from 'tailrace'\ntry { raise(undefined, 'x', {}) } catch (error) { console.log(error.stack) }`

    const stack = await mustRun('node', ['--enable-source-maps', '--input-type=module', '-e', code], {
      cwd: consumer,
    })

    expect(stack).toMatch(/dist\/src\/core\/errors\/pipeline-error\.ts:\d+/)
  })
})

describe('what is installed', () => {
  it('resolves by each of its names, as an ES module and with require', async () => {
    const imported = modules.map(entry => `await import('${entry}')`).join(',')
    const required = modules.map(entry => `require('${entry}')`).join(',')
    const count = `.map(each => Object.keys(each).length)`

    const one = await mustRun(
      'node',
      ['--input-type=module', '-e', `console.log([${imported}]${count}.join())`],
      { cwd: consumer },
    )
    const other = await mustRun('node', ['-e', `console.log([${required}]${count}.join())`], {
      cwd: consumer,
    })

    expect(one).toBe(other)
    expect(one.trim().split(',')).toHaveLength(13)
    expect(one.split(',').map(Number)).not.toContain(0)
  })

  it('has the command, which runs', async () => {
    const help = await mustRun('npx', ['tailrace', '--help'], { cwd: consumer })
    const commands = [...help.matchAll(/^ {2}([a-z]+)(?: \[| <)/gm)].map(([, name = '']) => name)

    expect(Object.keys(manifest.bin)).toEqual(['tailrace'])
    expect(commands).toContain('bundle')
    // The one that reads a project, and with it most of what the command imports.
    const said = await run('npx', ['tailrace', 'check'], { cwd: consumer })
    expect(said).toMatchObject({
      status: 5,
      stderr: expect.stringContaining('serverless.yml cannot be read') as string,
    })
  })

  it('takes at most 15 MB beside the SDK, in bytes of files', () => {
    const modulesFolder = join(consumer, 'node_modules')
    const bytes = globSync('**/*', { cwd: modulesFolder })
      .filter(path => !/^(?:@aws-sdk|@smithy)\//.test(path))
      .map(path => statSync(join(modulesFolder, path)))
      .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0)
    process.stdout.write(`installed beside @aws-sdk and @smithy: ${(bytes / 1e6).toFixed(1)} MB\n`)

    expect(bytes).toBeLessThan(15e6)
  })
})
