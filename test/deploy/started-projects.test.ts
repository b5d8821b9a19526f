import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { objectsIn, tailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { withPackages } from '../support/with-packages.ts'

const minutes = 60_000
const path = temporaryPaths()

const summaryOf = (out: string): unknown => objectsIn(out).at(-1)

const whole = {
  event: 'Summary',
  received: 9,
  applied: 5,
  filtered: 4,
  parked: 0,
  failed: 0,
  verify: { missing: 0, stale: 0, ghosts: 0 },
}

/** A project as somebody starts it, in a folder that needs quotes. */
const started = async (
  args: readonly string[],
  before: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const folder = join(path('Käse & Brot'), 'my tickets')
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(before)) writeFileSync(join(folder, name), text)
  const { code, said } = await tailrace(['init', '--yes', ...args], {}, '', folder)
  expect([code, said]).toEqual([0, ''])
  // Without the deploy tool, which would be asked first: what is tested is the project.
  withPackages(folder, ['serverless', '.bin'])
  return folder
}

const other = 'service: mine\nprovider: { name: aws }\nfunctions: {}\n'
const commonJs = '{ "name": "mine", "scripts": {} }'

describe('a project as it is started', () => {
  it.each([
    ['for serverless', ['--deploy', 'serverless'], {}],
    ['for SAM, in JavaScript', ['--deploy', 'sam', '--language', 'javascript'], {}],
    ['beside a deploy file, in CommonJS', [], { 'package.json': commonJs, 'serverless.yml': other }],
  ] as const)('%s runs at once, and is clean', { timeout: 4 * minutes }, async (_, args, before) => {
    const folder = await started(args, before)

    const { code, out, said } = await tailrace(['dev', '--once', '--output', 'ndjson'], {}, '', folder)

    expect([code, summaryOf(out)], said).toEqual([0, expect.objectContaining(whole)])
    const checked = await tailrace(['check', '--strict'], {}, '', folder)
    expect([checked.code, checked.out]).toEqual([0, ''])
  })
})

it(
  'runs a handler of Powertools as it is: the poison record fails, and nothing else',
  { timeout: 4 * minutes },
  async () => {
    const folder = path('powertools-batch')
    cpSync(new URL('../projects/powertools-batch/', import.meta.url), folder, { recursive: true })
    withPackages(folder, ['serverless', '.bin'])

    const { code, out, said } = await tailrace(['dev', '--once', '--output', 'ndjson'], {}, '', folder)

    expect([code, summaryOf(out)], said).toEqual([
      4,
      expect.objectContaining({ received: 3, applied: 2, failed: 1 }),
    ])
  },
)
