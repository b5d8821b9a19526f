import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import { requiredFrom } from '../build/outside-packages.ts'
import { manifestOf } from './manifest-of.ts'

const asked = Symbol('asked already')

/** An `export default` of an ES module, in any of its forms. */
const defaultExport = /\bexport\s+default\b|\bexport\s*\{[^}]*\bdefault\b/

/** A package without `exports` promises nothing of its two forms; one with them says itself what `require` gets. */
const saysForms = (file: string): boolean => 'exports' in (manifestOf(file) ?? { exports: 'unknown' })

/**
 * Has `require` give what it gives in Node where a package has an ES module with a default beside its CommonJS, which
 * bundles take first: `require('node-fetch')` is a function, and the ES module of it would be an object with one.
 */
export const requiredWhole: Plugin = {
  name: 'required-whole',
  setup: build => {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== 'require-call' || pluginData === asked) return undefined
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: asked })
      if (found.errors.length > 0 || found.external || found.namespace !== 'file') return undefined
      const required = requiredFrom(importer, path)
      if (required === undefined || required === found.path || saysForms(found.path)) return undefined
      return defaultExport.test(readFileSync(found.path, 'utf8')) ? { path: required } : undefined
    })
  },
}
