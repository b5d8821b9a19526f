import { readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildFailure, BuildOptions, BuildResult, Message } from 'esbuild'
import { raise } from '../../core/errors/pipeline-error.ts'
import { isForInstalled } from './as-bundled.ts'
import { buildByFormat } from './build-by-format.ts'
import type { BuiltModule } from './built-module.ts'
import { bundleOptions, requireBanner } from './bundle-options.ts'
import { exportsOfCode } from './exports-of-code.ts'
import { buildFaults } from './faults.ts'
import type { Bundler } from './find-esbuild.ts'
import { findEsbuild } from './find-esbuild.ts'
import { draftFolder, outputFolder, writeOutput } from './output-file.ts'
import { lookingFrom, outsidePackages } from './outside-packages.ts'
import { ownPlaces, placeNames } from './own-places.ts'
import { packageRoot } from './package-root.ts'
import { realPath } from './real-path.ts'

type Format = 'esm' | 'cjs'

const entryName = 'entry'

const linesAndColumns = ({ location }: Message, file: string): string => {
  if (location === null) return file
  return `${location.file}:${location.line}:${location.column + 1}`
}

/** Of a package that is not bundled only the name stays. */
const keptOutside =
  'build with esbuild, keep its package external, and deploy that in node_modules or a layer'

const isNative = ({ text }: Message): boolean => text.startsWith('No loader is configured for ".node" files')

/** esbuild's failure as one line with its place: what is not esbuild's stays what it is. */
export const sourceProblem = (failure: unknown, file: string): unknown => {
  const { errors = [] } = failure as Partial<BuildFailure>
  const [first, ...more] = errors
  if (first === undefined) return failure
  // Nothing is added by esbuild's own error, which says it all once more in several lines.
  return raise(buildFaults, 'build.source-invalid', {
    place: linesAndColumns(first, file),
    problem: isNative(first)
      ? `${first.text} is native code, which no bundle holds: ${keptOutside}`
      : first.text,
    more: more.length,
  })
}

type Made = BuildResult<{ readonly metafile: true; readonly write: false }>

interface Task {
  readonly file: string
  readonly root: string
  readonly folder: string
}

/** Looks for what `require` names at run time from the source's place. */
const formatOptions = (format: Format, file: string): BuildOptions => {
  const from = JSON.stringify(pathToFileURL(file).href)
  return format === 'esm'
    ? // Without it, whatever is imported on demand would be loaded at once.
      { format, splitting: true, outExtension: { '.js': '.mjs' }, banner: { js: requireBanner(from) } }
    : {
        format,
        outExtension: { '.js': '.cjs' },
        banner: { js: `require=require('node:module').createRequire(${from});` },
      }
}

const make = async (esbuild: Bundler, { file, root, folder }: Task, format: Format): Promise<Made> => {
  try {
    return await esbuild.build({
      ...bundleOptions,
      ...formatOptions(format, file),
      absWorkingDir: root,
      entryPoints: { [entryName]: file },
      outdir: draftFolder(folder),
      target: `node${process.versions.node}`,
      sourcemap: 'linked',
      define: placeNames,
      plugins: [outsidePackages(lookingFrom(folder, file)), ownPlaces],
    })
  } catch (error) {
    throw sourceProblem(error, relative(root, file))
  }
}

/**
 * Makes one file out of a module and all that it imports of the user's own, for Node to load. Packages stay outside.
 * Without esbuild it is the module itself: Node then loads JavaScript, and TypeScript whose types can be left out.
 *
 * @throws PipelineError `build.source-invalid` with file, line and column of the first problem
 */
export const buildModule = async (given: string, find = findEsbuild): Promise<BuiltModule> => {
  const file = resolve(given)
  const root = packageRoot(file)
  const esbuild = await find(root)
  if (esbuild === undefined)
    return { path: file, inputs: undefined, ...exportsOfCode(readFileSync(file, 'utf8'), undefined) }
  const folder = outputFolder(file)
  const isEntry = (path: string): boolean => basename(path) === `${entryName}.mjs`
  const { format, files, metafile } = await buildByFormat({ file, root, isEntry }, async asked =>
    make(esbuild, { file, root, folder }, asked),
  )
  const place = writeOutput(folder, files)
  const names = Object.entries(metafile.outputs).find(([path]) => isEntry(path))?.[1].exports
  const inputs = Object.keys(metafile.inputs)
    .filter(input => !isForInstalled(input))
    .map(input => resolve(root, input))
  return {
    path: join(place, `${entryName}.${format === 'esm' ? 'mjs' : 'cjs'}`),
    inputs: new Set(inputs.map(realPath)),
    ...exportsOfCode(files.map(({ text }) => text).join('\n'), format === 'esm' ? names : undefined),
  }
}
