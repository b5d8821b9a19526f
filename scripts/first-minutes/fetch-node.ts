import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder with the `node` of a version, out of the package of that name; nothing where the registry has it not. */
export const fetchNode = (place: string, version: string): string | undefined => {
  const folder = join(place, 'node')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }')
  const args = ['install', `node@${version}`, '--no-audit', '--no-fund']
  const { status } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
  return status === 0 ? join(folder, 'node_modules', 'node', 'bin') : undefined
}
