// Makes dist, which is what the package is published with: modules without comments, the declarations that its entries
// reach, and the sources that the maps of both lead to; and the inspector's page.
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { dropComments } from './build/drop-comments.ts'
import { shipSources } from './build/ship-sources.ts'
import { shippedDeclarations } from './build/shipped-declarations.ts'

const folder = resolve('.')

rmSync('dist', { recursive: true, force: true })
const compiled = spawnSync('tsc', ['--project', 'tsconfig.build.json'], { stdio: 'inherit' })
if (compiled.status !== 0) throw new Error(compiled.error?.message ?? 'the sources do not compile')

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>
}
const entries = Object.values(exports).flatMap(entry => (typeof entry === 'string' ? [] : [entry.types]))
const wanted = shippedDeclarations(folder, entries)
for (const file of globSync('dist/**/*.d.ts')) {
  if (wanted.has(file)) continue
  rmSync(file)
  rmSync(`${file}.map`)
}
dropComments(resolve('dist'))
for (const file of globSync('dist/**/*.map')) shipSources(folder, file)

const page = spawnSync('node', ['scripts/build-page.ts'], { stdio: 'inherit' })
if (page.status !== 0) throw new Error(page.error?.message ?? 'the page is not built')
