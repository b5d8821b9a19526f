import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

const packed = (folder: string, place: string): string => {
  const args = ['pack', '--json', '--silent', '--pack-destination', place]
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${stderr}`)
  const [{ filename } = { filename: '' }] = JSON.parse(stdout.replace(/^[^[]*/s, '')) as readonly {
    readonly filename: string
  }[]
  return join(place, filename)
}

/** Packages of this repository, by the folder that each is made of. */
const packages = [
  { folder: '.', tarball: /^tailrace-\d.*\.tgz$/ },
  { folder: 'create-tailrace', tarball: /^create-tailrace-\d.*\.tgz$/ },
]

/**
 * Gives the tarballs of both packages.
 *
 * @param given - a folder in which some lie that were made before; others are made
 */
export const packPackages = (place: string, given?: string): readonly string[] =>
  packages.map(({ folder, tarball }) => {
    const found = given === undefined ? undefined : readdirSync(given).find(name => tarball.test(name))
    return given === undefined || found === undefined ? packed(folder, place) : resolve(given, found)
  })
