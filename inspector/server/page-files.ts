import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The files of the page, by the path under which they are asked for: no request names a file of the disk. */
export type PageFiles = ReadonlyMap<string, { readonly type: string; readonly body: Uint8Array<ArrayBuffer> }>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Where the built page lies: beside this file in the package, in `dist` in the repository. */
const builtPage = (): string =>
  fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? '../../dist/inspector/ui/' : '../ui/', import.meta.url),
  )

/** Reads the built page; nothing where it is not built. */
export const readPageFiles = (folder = builtPage()): PageFiles | undefined => {
  if (!existsSync(join(folder, 'index.html'))) return undefined
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  return new Map(
    names.flatMap(entry => {
      const type = types[extname(entry.name)]
      if (!entry.isFile() || type === undefined) return []
      const file = join(entry.parentPath, entry.name)
      const path = `/${relative(folder, file).split(sep).join('/')}`
      const body = new Uint8Array(readFileSync(file))
      return [[path === '/index.html' ? '/' : path, { type, body }] as const]
    }),
  )
}
