import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../support/temporary-folder.ts'

const entry = 'testing/contracts/index.ts'
const path = temporaryPaths()

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

/** Everything that a file imports or exports from, types included, from file to file. */
const importedBy = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export|\}).* from '([^']+)'/gm,
  )) {
    const target = from.startsWith('.') ? normalize(join(dirname(file), from)) : from
    if (seen.has(target)) continue
    seen.add(target)
    if (from.startsWith('.')) importedBy(target, seen)
  }
  return seen
}

/** A sink that keeps its promises or drops the first message, held to its suite by Node's own runner. */
const heldByNode = (send: string): { readonly status: number | null; readonly stdout: string } => {
  const file = path('sink.test.mjs')
  writeFileSync(
    file,
    `import { it } from 'node:test'
import { notificationSinkContract, withoutService } from '${resolve(entry)}'
const make = () => {
  const arrived = []
  return { sink: { send: async messages => (arrived.push(...${send}), messages.map(() => 'applied')) }, arrived: () => arrived }
}
for (const { name, run } of notificationSinkContract(make, withoutService)) it(name, run)
`,
  )
  return spawnSync(process.execPath, ['--test', '--test-reporter=tap', file], {
    encoding: 'utf8',
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  })
}

describe('the published suites', () => {
  it('need nothing but this package and Node', () => {
    const outside = [...importedBy(entry)].filter(each => !each.endsWith('.ts') && !each.startsWith('node:'))

    expect(outside).toEqual([])
    expect([...importedBy(entry)].filter(each => /^(?:test|adapters)\//.test(each))).toEqual([])
  })

  it('are an entry of the package, which holds no tests of ours', () => {
    const { exports, files } = json('package.json') as {
      readonly exports: Readonly<Record<string, unknown>>
      readonly files: readonly string[]
    }
    const { include, exclude } = json('tsconfig.build.json') as Record<
      'include' | 'exclude',
      readonly string[]
    >

    expect(exports['./testing/contracts']).toEqual({
      types: './dist/testing/contracts/index.d.ts',
      default: './dist/testing/contracts/index.js',
    })
    expect([...files, ...include].filter(each => /^test\b/.test(each))).toEqual([])
    expect(include).toContain('testing/**/*.ts')
    expect(exclude).toContain('**/*.test.ts')
  })

  it('run in the test runner of Node, and fail there', () => {
    const kept = heldByNode('messages')
    const dropped = heldByNode('messages.slice(1)')

    expect(kept.stdout).toMatch(/^# pass 5$/m)
    expect(kept.status).toBe(0)
    expect(dropped.stdout).toContain('not ok 1 - sends each message once, whole, and answers for each')
    expect(dropped.status).toBe(1)
  })
})
