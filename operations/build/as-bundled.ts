import type { OnResolveArgs, OnResolveResult, PluginBuild } from 'esbuild'
import { formatOf, importedByNode } from './imported-by-node.ts'

/** Namespaces of modules that stand for installed ones. */
const standIns = {
  /** One in CommonJS. */
  plain: 'installed-commonjs',
  /** One in CommonJS that has an ES module beside it, which a bundle takes. */
  both: 'installed-in-both-forms',
  /** The same, where it is imported on demand into an output that is split: its names are given to it there. */
  onDemand: 'installed-in-both-forms-on-demand',
} as const

/** Whether an input of a build is no file, and stands for what is installed. */
export const isForInstalled = (input: string): boolean =>
  Object.values(standIns).some(namespace => input.startsWith(`${namespace}:`))

/** Whether it stands for what a bundle takes as an ES module. */
export const isForModule = (input: string): boolean => input.startsWith(`${standIns.onDemand}:`)

const namespaceOf = (build: PluginBuild, { kind }: OnResolveArgs, isModule: boolean): string => {
  if (!isModule) return standIns.plain
  return kind === 'dynamic-import' && build.initialOptions.splitting === true
    ? standIns.onDemand
    : standIns.both
}

/** An import that Node could take otherwise than a bundle. */
export interface ImportedPackage {
  readonly args: OnResolveArgs
  /** The file that a bundle takes. */
  readonly bundled: string
  readonly sideEffects: boolean
  /** The file that `require` takes. */
  readonly required: string | undefined
  /** How the output names that one. */
  readonly requiredAs: (path: string) => string
}

/**
 * Has an import of installed CommonJS mean what it means in a bundle. Node itself gives all that was exported as the
 * default, and those names that it sees without running the module. In a bundle every name is there, and the default
 * is what was called so in a module that says that it was an ES module, unless the importing file is one to Node by its
 * extension or package; it is always that where the package has an ES module beside, for bundlers.
 *
 * @returns nothing where Node's own import means the same
 * @see https://esbuild.github.io/content-types/#default-interop
 */
export const asBundled = async (
  build: PluginBuild,
  { args, bundled, sideEffects, required, requiredAs }: ImportedPackage,
): Promise<OnResolveResult | undefined> => {
  const isImport = args.kind === 'import-statement' || args.kind === 'dynamic-import'
  if (!isImport || required === undefined) return undefined
  const path = bundled === required ? bundled : await importedByNode(build, args)
  if (path === undefined || (await formatOf(build, path)) !== 'cjs') return undefined
  const isModule = path !== bundled && (await formatOf(build, bundled)) === 'esm'
  return {
    path,
    namespace: namespaceOf(build, args, isModule),
    sideEffects,
    pluginData: path === required ? requiredAs(path) : path,
  }
}

/** Makes the modules that {@link asBundled} leads to. */
export const makeStandIns = (build: PluginBuild): void => {
  const filter = /.*/
  for (const namespace of [standIns.plain, standIns.onDemand]) {
    build.onResolve({ filter, namespace }, ({ path }) => ({ path, external: true }))
    build.onLoad({ filter, namespace }, ({ pluginData }) => ({
      contents: `module.exports=require(${JSON.stringify(pluginData)})`,
    }))
  }
  const namespace = standIns.both
  build.onResolve({ filter, namespace }, ({ importer, pluginData }) => ({
    path: importer,
    namespace: standIns.plain,
    pluginData: pluginData as unknown,
  }))
  build.onLoad({ filter, namespace }, ({ pluginData }) => ({
    contents: "export * from 'it';export { default } from 'it'",
    pluginData: pluginData as unknown,
  }))
}
