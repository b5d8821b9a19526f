import type { BuildOptions } from 'esbuild'

/**
 * What decides what the code of a function means. `tailrace dev` and the bundles that are deployed are built with the
 * same, so that what runs here runs there.
 */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  mainFields: ['module', 'main'],
  // Names of classes and functions are read by others: error names above all.
  keepNames: true,
  metafile: true,
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions

/**
 * CommonJS packages ask for Node's own modules with `require`; an ES module has to bring it along.
 * @param from - expression of the place from which it looks for packages
 */
export const requireBanner = (from: string): string =>
  `import{createRequire as __tr_require}from'node:module';const require=__tr_require(${from});`
