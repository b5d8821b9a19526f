import { dirname, relative, resolve } from 'node:path'
import type { Metafile, OutputFile } from 'esbuild'
import { isForModule } from './as-bundled.ts'

const nameOf = (isNode: boolean): string => (isNode ? '__tr_names' : '__tr_names_of_module')

/** Makes of the exports of CommonJS what Node's own `import()` gives: its names, and all of it as the default. */
const namespace = (isNode: boolean): string =>
  `
function ${nameOf(isNode)}(m){
const e=m.default,n=Object.create(null);
if(Object(e)===e)for(const k of Object.getOwnPropertyNames(e))Object.defineProperty(n,k,{configurable:true,enumerable:true,get:()=>e[k]});
${isNode ? '' : "if(Object(e)===e&&e.__esModule&&'default' in e)return n;\n"}Object.defineProperty(n,'default',{enumerable:true,value:e});
return n}`.replaceAll('\n', '')

const specifierOf = (from: string, to: string): string => {
  const path = relative(dirname(from), to).replaceAll('\\', '/')
  return path.startsWith('.') ? path : `./${path}`
}

/** A reference to a source map is the last line. */
const append = (text: string, code: string): string => {
  const at = text.lastIndexOf('\n//# sourceMappingURL=')
  return at < 0 ? `${text}\n${code}\n` : `${text.slice(0, at)}\n${code}${text.slice(at)}`
}

/** An output of esbuild. */
export type NamedOutput = Pick<OutputFile, 'path' | 'text' | 'contents'>

/**
 * An output that esbuild splits gives nothing but a default where CommonJS is imported on demand, whatever names are
 * asked of it. Here they are put in place.
 *
 * @param root - what the paths of the metafile are relative to
 * @param isNode - whether Node takes the importing files for ES modules by what their package says: then the default
 *   is all that was exported, otherwise what was called `default` by code that was an ES module once
 * @see https://nodejs.org/api/esm.html#commonjs-namespaces
 */
export const withNamesOnDemand = (
  outputFiles: readonly OutputFile[],
  { inputs, outputs }: Metafile,
  { root, isNode }: { readonly root: string; readonly isNode: boolean },
): readonly NamedOutput[] => {
  const inputOf = (path: string): string => outputs[path]?.entryPoint ?? ''
  const isCommonJs = (path: string): boolean => inputs[inputOf(path)]?.format === 'cjs'
  const byPath = new Map(
    Object.entries(outputs).map(([path, output]) => [resolve(root, path), { path, output }]),
  )
  const encoder = new TextEncoder()
  return outputFiles.map(file => {
    const { path } = file
    const found = byPath.get(path)
    const asked = (found?.output.imports ?? []).filter(
      each => each.kind === 'dynamic-import' && isCommonJs(each.path),
    )
    if (found === undefined || asked.length === 0) return file
    const calls = new Map(
      asked.map(each => [
        `import(${JSON.stringify(specifierOf(found.path, each.path))})`,
        isNode && !isForModule(inputOf(each.path)),
      ]),
    )
    const named = [...calls].reduce(
      (sum, [call, isOfNode]) => sum.replaceAll(call, `${call}.then(${nameOf(isOfNode)})`),
      file.text,
    )
    const text = append(named, [...new Set(calls.values())].map(namespace).join(''))
    return { path, text, contents: encoder.encode(text) }
  })
}
