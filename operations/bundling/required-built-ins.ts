import type { Plugin } from 'esbuild'

/**
 * Modules of Node some of whose exports load more when they are read: `http` has `WebSocket`, which is all of undici,
 * and `crypto` has `webcrypto`.
 * An `import` reads every export at once, `require` reads none.
 */
const readLazily = /^(?:node:)?(?:crypto|fs|http|http2|process|util)$/

const namespace = 'required-built-ins'

/** Has these modules required where an ES module imports them, so that a cold start does not pay for what it never uses. */
export const requiredBuiltIns: Plugin = {
  name: namespace,
  setup: build => {
    build.onResolve({ filter: readLazily }, ({ path, kind }) =>
      kind === 'import-statement' ? { path: path.replace(/^node:/, ''), namespace } : undefined,
    )
    build.onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `module.exports = require('node:${path}')`,
      loader: 'js',
    }))
  },
}
