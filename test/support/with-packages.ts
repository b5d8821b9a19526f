import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { publicEntries } from '../../scripts/public-entries.ts'

const rooms = [
  'core',
  'processors',
  'adapters',
  'store',
  'model',
  'operations',
  'engine',
  'testing',
  'cli',
  'bin',
]

/** This package as a project has it installed, but of its sources: nothing has to be built for a test. */
const linkOwnPackage = (folder: string): void => {
  const own = join(folder, 'tailrace')
  mkdirSync(own)
  for (const room of rooms) symlinkSync(resolve(room), join(own, room))
  const exports = Object.fromEntries(
    Object.entries(publicEntries()).map(([name, file]) => [
      name.replace(/^tailrace/, '.'),
      `./${file.replace(/^\.\//, '')}`,
    ]),
  )
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }
  writeFileSync(
    join(own, 'package.json'),
    JSON.stringify({ name: 'tailrace', version, type: 'module', exports }),
  )
}

/** Gives a project the repository's packages, but for those in `without`, and this package itself. */
export const withPackages = (folder: string, without: readonly string[] = []): void => {
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync('node_modules').filter(each => !without.includes(each)))
    symlinkSync(resolve('node_modules', name), join(modules, name))
  linkOwnPackage(modules)
}
