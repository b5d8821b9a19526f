// Builds the inspector's page into dist/inspector/ui, and refuses one that is heavier than it may be. With --if-stale
// only when a source is newer than what is built.
import { globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const built = join(root, 'dist/inspector/ui')
const mostBytes = 60 * 1024

const isFresh = (): boolean => {
  const page = statSync(join(built, 'index.html'), { throwIfNoEntry: false })
  // What the page has of core is anywhere in it.
  const sources = globSync('{inspector/{ui,wire}/**/*,core/**/*.ts,scripts/build-page.ts}', { cwd: root })
  return page !== undefined && sources.every(name => statSync(join(root, name)).mtimeMs <= page.mtimeMs)
}

const buildInto = async (outDir: string): Promise<void> => {
  await build({
    configFile: false,
    root: join(root, 'inspector/ui'),
    base: '/',
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { outDir, emptyOutDir: true, modulePreload: false, assetsInlineLimit: 0, target: 'es2023' },
  })
}

/** Runs of dev that start together build together, and none may read half a page. */
const putInPlace = (made: string): void => {
  rmSync(built, { recursive: true, force: true })
  try {
    renameSync(made, built)
  } catch (error) {
    // Another one has put the same there meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error
  }
}

if (!process.argv.includes('--if-stale') || !isFresh()) {
  const made = `${built}.${process.pid}`
  mkdirSync(made, { recursive: true })
  try {
    await buildInto(made)
    const files = readdirSync(made, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
    const bytes = files.reduce(
      (sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).byteLength,
      0,
    )
    process.stdout.write(`the page: ${(bytes / 1024).toFixed(1)} KB gzip of ${mostBytes / 1024}\n`)
    if (bytes > mostBytes) process.exitCode = 1
    putInPlace(made)
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}
