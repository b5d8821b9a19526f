import { readFile } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader, Plugin } from 'esbuild'

/** What a module asks for its own place with, and what it is called in the output. */
export const placeNames = {
  'import.meta.url': '__tr_url',
  'import.meta.dirname': '__tr_dirname',
  'import.meta.filename': '__tr_filename',
  __dirname: '__tr_dirname',
  __filename: '__tr_filename',
} as const

const asksForPlace = /\bimport\.meta\.(?:url|dirname|filename)\b|\b__(?:dir|file)name\b/

/** Before these nothing may stand. */
const head = /^(?:#!.*\n)?(?:\s*(?:'use strict'|"use strict");?)?/

const loaders: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
}

const declaration = (path: string): string => {
  const values = {
    __tr_url: pathToFileURL(path).href,
    __tr_dirname: dirname(path),
    __tr_filename: path,
  }
  const parts = Object.entries(values).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `var ${parts.join(',')};`
}

/** Puts it on the first line, so that all lines keep their numbers. */
const withPlaces = (source: string, path: string): string => {
  const [start = ''] = head.exec(source) ?? []
  const separator = start.trim() === '' || /[;\n]$/.test(start) ? '' : ';'
  return start + separator + declaration(path) + source.slice(start.length)
}

/** Modules find what lies beside them where it lies, although all of them are put into one file elsewhere. */
export const ownPlaces: Plugin = {
  name: 'own-places',
  setup: build => {
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path }) => {
      const loader = loaders[extname(path)]
      const source = await readFile(path, 'utf8')
      if (loader === undefined || !asksForPlace.test(source)) return undefined
      return { contents: withPlaces(source, path), loader }
    })
  },
}
