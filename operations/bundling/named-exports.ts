import { basename } from 'node:path'
import type { Metafile } from 'esbuild'

/**
 * What `import()` gives of a CommonJS module: its exports by name, as in Node. esbuild puts such a module into a file
 * of its own, which exports it as `default` only.
 */
const withNames =
  '.then(({default:d})=>Object.defineProperties({},{...Object.getOwnPropertyDescriptors(Object(d)),default:{value:d,enumerable:true}}))'

const isCommonJs = ({ inputs, outputs }: Metafile, path: string): boolean => {
  const { entryPoint } = outputs[path] ?? {}
  return entryPoint !== undefined && inputs[entryPoint]?.format === 'cjs'
}

/** The code of an output, whose imports on demand give every module's exports by name. */
export const withNamedExports = (metafile: Metafile, path: string, code: string): string => {
  const onDemand = metafile.outputs[path]?.imports.filter(({ kind }) => kind === 'dynamic-import') ?? []
  const targets = new Set(onDemand.map(each => each.path).filter(each => isCommonJs(metafile, each)))
  return [...targets].reduce((changed, target) => {
    // Its name has a hash in it, so that nothing else is meant.
    const name = basename(target).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return changed.replace(new RegExp(`\\bimport\\("[^"]*/${name}"\\)`, 'g'), found => found + withNames)
  }, code)
}
