import { resolve } from 'node:path'
import type { BundleFormat } from './format-options.ts'
import { formatOptions } from './format-options.ts'
import { isInstalled, optionalClients } from './optional-clients.ts'

/** What esbuild is given, in its own words. */
export interface EsbuildOptions {
  /** All that is imported comes into the output. */
  readonly bundle: true
  /** Modules of Node.js stay outside. */
  readonly platform: 'node'
  /** The oldest runtime that this package takes. */
  readonly target: 'node22'
  /** As it was asked for. */
  readonly format: BundleFormat
  /** ES modules of packages first: what is not used of them is left out. */
  readonly mainFields: string[]
  /** Names of classes are read by others: error names above all. */
  readonly keepNames: true
  /** Packages that are left out. */
  readonly external: string[]
  /** What CommonJS packages need in an ES module, and ES modules in CommonJS. */
  readonly banner: Record<string, string>
  /** How modules ask for their own place. */
  readonly define: Record<string, string>
  /** By which Lambda takes the output for what it is. */
  readonly outExtension: Record<string, string>
}

/**
 * Optional clients that a project has not installed, for the `external` of any bundler: a function that was bundled
 * without them starts, and one that needs one after all says which (`config.client-missing`).
 *
 * @param folder - of the project, or of the function's package
 * @example
 * ```ts
 * new NodejsFunction(stack, 'OnOrder', { bundling: { externalModules: externalClients(import.meta.dirname) } })
 * ```
 */
export const externalClients = (folder: string): string[] =>
  optionalClients.map(({ name }) => name).filter(name => !isInstalled(resolve(folder), name))

/**
 * Options of esbuild with which a function starts in Lambda's Node.js runtimes, for any tool that takes them.
 *
 * @param folder - of the project: clients that it has not installed are left out
 * @param format - `esm` makes `.mjs` files, `cjs` makes `.cjs` files, for handlers in CommonJS
 * @example
 * ```ts
 * await build({ ...esbuildOptions(import.meta.dirname), entryPoints: ['src/orders.ts'], outdir: 'dist' })
 * ```
 */
export const esbuildOptions = (folder: string, format: BundleFormat = 'esm'): EsbuildOptions => ({
  bundle: true,
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  keepNames: true,
  external: externalClients(folder),
  ...formatOptions(format),
})
