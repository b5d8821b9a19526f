import { relative } from 'node:path'
import type { BuildOptions, Metafile } from 'esbuild'
import type { BuiltByFormat } from '../build/build-by-format.ts'
import type { Bundler } from '../build/find-esbuild.ts'
import type { NamedOutput } from '../build/names-on-demand.ts'
import { formatOptions } from './format-options.ts'
import type { MadeOutputs } from './joined-outputs.ts'
import { asEntryPoint, joinedOutputs, joinedStart } from './joined-outputs.ts'
import { nameHelperIn } from './names-of-packages.ts'
import { importedFrom, startFiles } from './start-files.ts'

type Outputs = Metafile['outputs']

const shared = { bundle: true, platform: 'node', target: 'node22', write: false, logLevel: 'silent' } as const

/** One that waits at its top has to stay a module of its own: whoever it waits for may import the others. */
const areWaiting = async (esbuild: Bundler, made: MadeOutputs): Promise<boolean> => {
  const options: BuildOptions = {
    ...shared,
    entryPoints: { [joinedStart]: asEntryPoint(joinedStart) },
    outdir: '.',
    format: 'cjs',
    plugins: [joinedOutputs(made)],
  }
  return esbuild.build(options).then(
    () => false,
    () => true,
  )
}

/** The outputs as they are loaded now, with what each is made of. */
const joinedMetafile = (
  { outputs, start }: MadeOutputs,
  built: Metafile,
  inputs: Metafile['inputs'],
): Metafile => {
  const made = (path: string): Outputs[string]['inputs'] => {
    const members = path === `${joinedStart}.mjs` ? start : [path]
    return Object.assign({}, ...members.map(member => outputs[member]?.inputs)) as Outputs[string]['inputs']
  }
  const joined = Object.entries(built.outputs).map(([path, { entryPoint: _, ...output }]) => {
    const { entryPoint } = outputs[path] ?? {}
    // What another output imports of it was outside of that one while both were built.
    const imports = output.imports.map(each => {
      const file = importedFrom(path, each.path)
      return file in built.outputs ? { path: file, kind: each.kind } : each
    })
    const own = { ...output, imports, inputs: made(path) }
    return [path, entryPoint === undefined ? own : { ...own, entryPoint }] as const
  })
  return { inputs, outputs: Object.fromEntries(joined) }
}

const encoder = new TextEncoder()

/** Making a `require` takes time, so only an output that needs one gets it. */
const withBanner = ({ path, text, contents }: NamedOutput): NamedOutput => {
  if (!/\brequire\b|__tr_/.test(text)) return { path, text, contents }
  const whole = `${formatOptions('esm').banner['js']}\n${text}`
  return { path, text: whole, contents: encoder.encode(whole) }
}

/**
 * Makes one file of all that is loaded with a function's module. esbuild puts what is shared into files of their own,
 * some of two hundred bytes, and each that Node finds, reads and links takes as long as compiling ten kilobytes. What
 * is loaded on demand stays as it is, for it would be loaded too early in another file.
 *
 * @param root - absolute: what the paths of the metafile are relative to
 * @param entry - path of the function's module in the metafile
 */
export const joinStart = async (
  esbuild: Bundler,
  { files, metafile }: Pick<BuiltByFormat, 'files' | 'metafile'>,
  { root, entry }: { readonly root: string; readonly entry: string },
): Promise<{ readonly files: readonly NamedOutput[]; readonly metafile: Metafile }> => {
  const { outputs, inputs } = metafile
  const texts = new Map(files.map(({ path, text }) => [relative(root, path), text]))
  const made = { outputs, texts, start: startFiles(outputs, entry), nameHelper: nameHelperIn(texts) }
  const isJoined = made.start.length > 0 && !(await areWaiting(esbuild, made))
  const joining = isJoined ? made : { ...made, start: [], nameHelper: undefined }
  const kept = Object.keys(outputs).filter(path => !joining.start.includes(path))
  const names = [...kept.map(path => [path.replace(/\.mjs$/, ''), asEntryPoint(path)] as const)]
  const { outputFiles, metafile: built } = await esbuild.build({
    ...shared,
    ...formatOptions('esm'),
    absWorkingDir: root,
    entryPoints: Object.fromEntries([
      ...names,
      ...(isJoined ? [[joinedStart, asEntryPoint(joinedStart)] as const] : []),
    ]),
    outdir: '.',
    banner: {},
    minify: true,
    metafile: true,
    plugins: [joinedOutputs(joining)],
  })
  return { files: outputFiles.map(withBanner), metafile: joinedMetafile(joining, built, inputs) }
}
