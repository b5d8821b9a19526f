// Before npm packs, leaves out of package.json what only this repository needs; afterwards puts it back. npm reads the
// file anew in between, so that the registry is told the same as the tarball says.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Manifest } from './published-manifest.ts'
import { publishedManifest } from './published-manifest.ts'

const kept = '.tailrace/package.json'

const leaveOut = (): void => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
  // A pack that was cut off has left its package.json here, and the true one beside it.
  if (manifest['scripts'] === undefined) throw new Error('package.json lacks its scripts: git checkout it')
  mkdirSync('.tailrace', { recursive: true })
  copyFileSync('package.json', kept)
  writeFileSync('package.json', `${JSON.stringify(publishedManifest(manifest), undefined, 2)}\n`)
}

if (process.argv[2] === 'leave-out') leaveOut()
else if (existsSync(kept)) renameSync(kept, 'package.json')
