import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { dynoxideVersion, fetchDynoxide } from './fetch-dynoxide.ts'

const path = temporaryPaths()
const machine = (cacheFolder: string) => ({ cacheFolder, platform: 'linux', arch: 'x64' })

/** As npm leaves a package, and how often it was asked. */
const registry = (files: readonly string[]) => {
  const asked: string[] = []
  const install = async (folder: string, wanted: string): Promise<undefined> => {
    asked.push(wanted)
    for (const file of files) {
      const place = join(folder, 'node_modules/@dynoxide/linux-x64', file)
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, 'program')
    }
    return undefined
  }
  return { asked, install }
}

it('fetches the engine once, and keeps it', async () => {
  const cache = path('cache')
  const { asked, install } = registry(['dynoxide'])

  const first = await fetchDynoxide(machine(cache), install)
  const second = await fetchDynoxide(machine(cache), install)

  expect(second).toBe(first)
  expect(readFileSync(first, 'utf8')).toBe('program')
  expect(asked).toEqual([`@dynoxide/linux-x64@${dynoxideVersion}`])
  expect(readdirSync(cache)).toHaveLength(1)
})

it('gives two that fetch at once the same engine', async () => {
  const cache = path('cache')
  const { install } = registry(['bin/dynoxide'])

  const [one, other] = await Promise.all([
    fetchDynoxide(machine(cache), install),
    fetchDynoxide(machine(cache), install),
  ])

  expect(one).toBe(other)
  expect(readdirSync(cache)).toHaveLength(1)
})

it('says in npm’s words why there is none, and leaves nothing behind', async () => {
  const cache = path('cache')

  await expect(fetchDynoxide(machine(cache), async () => 'npm error code ENOTFOUND')).rejects.toMatchObject({
    code: 'machine.engine-not-fetched',
    message: expect.stringContaining('ENOTFOUND') as string,
  })
  await expect(fetchDynoxide(machine(cache), registry([]).install)).rejects.toThrow('holds no program')
  expect(readdirSync(cache)).toEqual([])
})

it('is of the release that the repository’s own tests run on', () => {
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly optionalDependencies: Readonly<Record<string, string>>
  }

  expect(optionalDependencies['@dynoxide/linux-x64']).toBe(dynoxideVersion)
})
