import { dirname, join, resolve } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { buildFaults } from '../build/faults.ts'
import type { Bundler } from '../build/find-esbuild.ts'
import { findEsbuild } from '../build/find-esbuild.ts'
import type { Placeholder, ProjectFunction } from '../project/project.ts'
import type { ReadOverrides } from '../project/read-project.ts'
import { readProject } from '../project/read-project.ts'
import { runsInNode } from '../project/runs-in-node.ts'
import { makeBundle } from './make-bundle.ts'
import { leavesOut } from './bundling-plugin.ts'
import { bundleFaults } from './faults.ts'
import { isInRuntime, isInstalled } from './optional-clients.ts'
import type { ClientUse } from './used-clients.ts'
import { clientUses } from './used-clients.ts'
import { writeBundle } from './write-bundle.ts'

/** What {@link bundleProject} takes. */
export interface BundleProjectOptions {
  /** Of the deploy file. */
  readonly folder: string
  /** What the deploy file's variables are looked up in. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where the bundles are put, each under its function's name. */
  readonly out: string
  /** A zip, or a folder with what would be in it. */
  readonly as: 'zip' | 'folder'
  /** Only this function of the project. */
  readonly functionName?: string | undefined
  /** How the project is read, where its folder alone does not say it. */
  readonly overrides?: ReadOverrides
}

/** A function that was bundled. */
export interface BundledFunction {
  /** Its name in the deploy file. */
  readonly functionName: string
  /** Path of the zip or folder. */
  readonly path: string
  /** As the deploy file has it; it means the same in the bundle. */
  readonly handler: string
  /** Of the zip, or of all files of the folder. */
  readonly bytes: number
  /** Packages that are not in it: clients that the function does not use, and what Lambda's runtimes have. */
  readonly leftOut: readonly string[]
  /** What is not in it and need not be missed: files that packages name. */
  readonly notes: readonly string[]
}

/** What became of a project's functions. */
export interface BundledProject {
  /** In the order of the deploy file. */
  readonly functions: readonly BundledFunction[]
  /** Names of functions in other languages, which are left to the deploy tool. */
  readonly others: readonly string[]
  /** Lines for a person: which functions are left out, and why. */
  readonly notes: readonly string[]
}

/** Lambda splits a handler at the first dot behind the last slash; `./` before it means nothing. */
const nameIn = (handler: string): string => handler.replace(/^(?:\.\/)+/, '').replace(/\.[^/]*$/, '')

const checkInstalled = ({ functionName, file }: ProjectFunction, uses: readonly ClientUse[]): void => {
  for (const { client, use, variable = '' } of uses)
    if (use === 'asked' && !isInRuntime(client) && !isInstalled(dirname(file), client))
      throw raise(bundleFaults, 'bundle.client-missing', { functionName, client, variable })
}

const bundle = async (
  esbuild: Bundler,
  each: ProjectFunction,
  conditional: ReadonlySet<string>,
  { folder, out, as }: BundleProjectOptions,
): Promise<BundledFunction> => {
  const { functionName, file, handler, codeFolder, wrapper } = each
  const uses = clientUses(each, conditional)
  checkInstalled(each, uses)
  const leftOut = new Set<string>()
  const isUsed = (client: string): boolean =>
    uses.some(other => other.client === client && other.use !== 'unused') &&
    isInstalled(dirname(file), client)
  const plugins = [leavesOut(isUsed, name => leftOut.add(name))]
  const {
    files,
    problems: lacking,
    notes,
  } = await makeBundle(esbuild, {
    root: resolve(folder),
    file,
    name: nameIn(handler),
    plugins,
    taskFolder: codeFolder,
  })
  // A layer's is beside the zip.
  const isInside = wrapper?.startsWith('node_modules/') === true
  const problems = isInside
    ? [...lacking, `${wrapper}, the handler of the deploy file, is not bundled`]
    : lacking
  if (problems.length > 0) throw raise(bundleFaults, 'bundle.incomplete', { functionName, problems })
  const path = join(out, as === 'zip' ? `${functionName}.zip` : functionName)
  const bytes = writeBundle(resolve(folder, path), files, as)
  return { functionName, path, handler, bytes, leftOut: [...leftOut].toSorted(), notes }
}

/** Names of a function's variables that depend on a condition of the template. */
const conditionalIn = (
  placeholders: readonly Placeholder[],
  { functionName, environment }: ProjectFunction,
): ReadonlySet<string> => {
  const users = placeholders
    .filter(({ reference }) => reference.startsWith('Condition '))
    .flatMap(each => each.usedBy)
  return new Set(Object.keys(environment).filter(name => users.includes(`${functionName}: ${name}`)))
}

const chosenOf = (functions: readonly ProjectFunction[], name: string | undefined) => {
  const chosen = functions.filter(({ functionName }) => name === undefined || functionName === name)
  const known = functions.map(({ functionName }) => functionName)
  if (chosen.length === 0 && name !== undefined)
    throw raise(bundleFaults, 'bundle.function-unknown', { functionName: name, known })
  if (!chosen.some(runsInNode))
    throw raise(bundleFaults, 'bundle.nothing-to-bundle', { functionNames: known })
  return chosen
}

/**
 * Bundles the functions of a project that run in Node.js, with what `tailrace dev` builds them with, so that what runs
 * there is what is deployed. Optional clients are in a bundle where the function's environment or its own modules ask
 * for them.
 *
 * @example
 * ```ts
 * const { functions } = await bundleProject({ folder: '.', env: process.env, out: 'dist', as: 'zip' })
 * ```
 * @throws PipelineError `project.*`, `build.*`, `bundle.*`
 */
export const bundleProject = async (options: BundleProjectOptions): Promise<BundledProject> => {
  const { folder, env, functionName, overrides } = options
  const { functions, placeholders, notes } = await readProject(folder, env, overrides)
  const chosen = chosenOf(functions, functionName)
  const bundled: BundledFunction[] = []
  // One after the other: a machine that deploys may be small, and esbuild uses all of it for each.
  for (const each of chosen.filter(runsInNode)) {
    const esbuild = await findEsbuild(dirname(each.file))
    if (esbuild === undefined)
      throw raise(buildFaults, 'build.esbuild-missing', { file: each.file, reason: 'it is what bundles' })
    bundled.push(await bundle(esbuild, each, conditionalIn(placeholders, each), options))
  }
  const others = chosen.filter(each => !runsInNode(each)).map(each => each.functionName)
  return { functions: bundled, others, notes }
}
