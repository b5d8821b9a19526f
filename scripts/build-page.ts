// Builds the inspector's page into dist/inspector/ui, and refuses one that is heavier than it may be.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const outDir = join(root, 'dist/inspector/ui')
const mostBytes = 60 * 1024

await build({
  configFile: false,
  root: join(root, 'inspector/ui'),
  base: '/',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir, emptyOutDir: true, modulePreload: false, assetsInlineLimit: 0, target: 'es2023' },
})

const files = readdirSync(outDir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
const bytes = files.reduce(
  (sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).byteLength,
  0,
)
process.stdout.write(`the page: ${(bytes / 1024).toFixed(1)} KB gzip of ${mostBytes / 1024}\n`)
if (bytes > mostBytes) process.exitCode = 1
