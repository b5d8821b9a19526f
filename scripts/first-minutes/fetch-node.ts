import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const isOwn = (version: string): boolean => `${process.versions.node}.`.startsWith(`${version}.`)

/**
 * The folder with the `node` of a version, out of the package of that name. It is this process's own, where that is of
 * the version.
 *
 * @throws Error where it cannot be had, with what npm says
 */
export const fetchNode = (place: string, version: string): string => {
  if (isOwn(version)) return dirname(process.execPath)
  const folder = join(place, `node-${version}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }')
  const args = ['install', `node@${version}`, '--no-audit', '--no-fund', '--prefer-offline']
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`node@${version} is not to be had\n${stderr}`)
  return join(folder, 'node_modules', 'node', 'bin')
}
