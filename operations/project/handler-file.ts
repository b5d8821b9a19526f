import { dirname, join, normalize, relative, resolve } from 'node:path'
import { refused } from '../../engine/serverless-values.ts'
import type { FoundCode } from './found-project.ts'
import { runsInNode } from './runs-in-node.ts'
import { fileWithExtension, sourceFile } from './source-file.ts'

/** What a handler names. */
export interface HandlerFile {
  readonly file: string
  readonly exportName: string
}

/** Lambda splits a handler at the first dot behind the last slash. */
const splitHandler = (functionName: string, handler: string): HandlerFile => {
  const split = /^((?:.*\/)?[^./]+)\.([^/]+)$/.exec(handler)
  if (split?.[1] === undefined || split[2] === undefined)
    throw refused(functionName, 'handler', handler, 'PATH.EXPORT, inside of the folder')
  return { file: split[1], exportName: split[2] }
}

const withoutExtension = (path: string): string => path.replace(/\.[^./]+$/, '')

const commonFolder = (paths: readonly string[]): string =>
  paths
    .map(path => dirname(path))
    .reduce((one, other) => {
      let folder = one
      while (relative(folder, other).startsWith('..')) folder = dirname(folder)
      return folder
    })

/** esbuild writes what an entry point becomes into the place that it has below the folder that all of them share. */
const entryFor = ({ codeFolder, entryPoints }: FoundCode, file: string): string | undefined => {
  const paths = entryPoints.map(entry => resolve(codeFolder, entry))
  if (paths.length === 0) return undefined
  const shared = commonFolder(paths)
  const found = paths.find(path => withoutExtension(relative(shared, path)) === normalize(file))
  return found === undefined ? undefined : fileWithExtension(codeFolder, withoutExtension(found))
}

/**
 * The file of a handler. Of a runtime that is not Node's, no file is looked for.
 *
 * @throws PipelineError `engine.setting-invalid` for a handler that names no export, `project.file-unreadable`
 */
export const handlerFile = (functionName: string, runtime: string, code: FoundCode): HandlerFile => {
  const { codeFolder, handler } = code
  if (!runsInNode({ runtime })) return { file: join(codeFolder, handler), exportName: '' }
  const { file, exportName } = splitHandler(functionName, handler)
  return { file: entryFor(code, file) ?? sourceFile(codeFolder, file, exportName), exportName }
}
