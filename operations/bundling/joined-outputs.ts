import { dirname, relative } from 'node:path'
import type { Metafile, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild'
import type { NameHelper } from './names-of-packages.ts'
import { clientNames, isOfClients } from './names-of-packages.ts'
import { importedFrom } from './start-files.ts'

/** What esbuild made of a function, and what is to be joined of it. */
export interface MadeOutputs {
  readonly outputs: Metafile['outputs']
  /** By the path in the metafile. */
  readonly texts: ReadonlyMap<string, string>
  /** Outputs that become one, in the order in which they run. */
  readonly start: readonly string[]
  readonly nameHelper: NameHelper | undefined
}

/** What the start files become. */
export const joinedStart = 'chunks/at-start'

const startFile = `${joinedStart}.mjs`

/** A name of an output's export in the joined file; every output numbers its own anew. */
const joinedName = (start: readonly string[], file: string, name: string): string =>
  `s${start.indexOf(file)}_${name}`

const specifier = (from: string, to: string): string => {
  const path = relative(dirname(from), to).replaceAll('\\', '/')
  return JSON.stringify(path.startsWith('.') ? path : `./${path}`)
}

/** The module of the joined file: it runs each of its outputs, and gives what each exports. */
const joinedModule = ({ outputs, start }: MadeOutputs): string =>
  start
    .map(file => {
      const names = (outputs[file]?.exports ?? []).map(name => `${name} as ${joinedName(start, file, name)}`)
      return `import${JSON.stringify(file)};export{${names.join(',')}}from${JSON.stringify(file)}`
    })
    .join('\n')

/** What an output outside of the joined file gets in place of one that is in it. */
const standIn = (made: MadeOutputs, importer: string, file: string): string => {
  const { outputs, start, nameHelper } = made
  const importing = outputs[importer]
  const own =
    importing !== undefined && isOfClients(importing) && nameHelper?.path === file ? nameHelper : undefined
  const others = (outputs[file]?.exports ?? []).filter(name => name !== own?.exported)
  const names = others.map(name => `${joinedName(start, file, name)} as ${name}`)
  const given = `export{${names.join(',')}}from${specifier(importer, startFile)};`
  return own === undefined ? given : `${given}const n=${clientNames};export{n as ${own.exported}}`
}

const entryMark = 'output:'

/** An output as an entry point: of a path that is also a file's, esbuild would make another one. */
export const asEntryPoint = (path: string): string => entryMark + path

const outside = (path: string): OnResolveResult => ({ path, external: true })

const resolveIn =
  ({ outputs, start }: MadeOutputs) =>
  ({ path, importer, kind, namespace }: OnResolveArgs): OnResolveResult => {
    if (kind === 'entry-point') {
      const name = path.slice(entryMark.length)
      return { path: name, namespace: name === joinedStart ? 'joined' : 'made' }
    }
    if (namespace === 'joined') return { path, namespace: 'made' }
    if (kind !== 'import-statement' || namespace !== 'made') return outside(path)
    const file = importedFrom(importer, path)
    if (!(file in outputs) || !start.includes(file)) return outside(path)
    return start.includes(importer)
      ? { path: file, namespace: 'made' }
      : { path: `${importer}:${file}`, namespace: 'stand-in', pluginData: { importer, file } }
  }

/** Has esbuild build what it made once more, the outputs that a start loads as one. */
export const joinedOutputs = (made: MadeOutputs): Plugin => ({
  name: 'joined-outputs',
  setup: build => {
    const load = (namespace: string, contents: (path: string, data: unknown) => string | undefined): void => {
      // Without contents the build fails, as it has to.
      build.onLoad({ filter: /./, namespace }, ({ path, pluginData }): OnLoadResult | undefined => {
        const found = contents(path, pluginData)
        return found === undefined ? undefined : { contents: found, loader: 'js' }
      })
    }
    build.onResolve({ filter: /./ }, resolveIn(made))
    load('joined', () => joinedModule(made))
    load('made', path => made.texts.get(path))
    load('stand-in', (_, data) => {
      const { importer, file } = data as { readonly importer: string; readonly file: string }
      return standIn(made, importer, file)
    })
  },
})
