import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'

/** Licences that ask for nothing but to be named. */
const allowed = ['Apache-2.0', 'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense']

it('brings along only packages whose licences ask for nothing but to be named', () => {
  const modules = join(inject('consumer'), 'node_modules')
  const packages = globSync(
    [
      '*/package.json',
      '@*/*/package.json',
      '**/node_modules/*/package.json',
      '**/node_modules/@*/*/package.json',
    ],
    {
      cwd: modules,
    },
  ).map(
    file =>
      JSON.parse(readFileSync(join(modules, file), 'utf8')) as {
        readonly name?: string
        readonly license?: string
      },
  )

  const named = packages.filter(({ name }) => name !== undefined)
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter(({ license = '' }) => !allowed.includes(license))).toEqual([])
})
