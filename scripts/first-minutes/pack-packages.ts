import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

const npm = (args: readonly string[], folder = '.'): string => {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${stderr}`)
  return stdout
}

const packed = (folder: string, place: string): string => {
  const [{ filename } = { filename: '' }] = JSON.parse(
    npm(['pack', '--json', '--silent', '--pack-destination', place], folder).replace(/^[^[]*/s, ''),
  ) as readonly { readonly filename: string }[]
  return join(place, filename)
}

/** Makes the tarballs of both packages. @returns their paths */
export const packPackages = (place: string): readonly string[] => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  if (!('prepack' in scripts)) npm(['run', 'build'])
  return ['.', 'create-tailrace'].map(folder => packed(folder, place))
}

/** Tarballs that lie in a folder. */
export const packedIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter(name => name.endsWith('.tgz'))
    .map(name => resolve(folder, name))
