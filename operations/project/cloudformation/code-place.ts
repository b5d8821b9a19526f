import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { raise } from '../../../core/errors/pipeline-error.ts'
import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { projectFaults } from '../faults.ts'
import type { FoundCode } from '../found-project.ts'
import { isStandIn, standInsIn, plainText } from './stand-in.ts'

/** What is known of where code lies. */
export interface CodeSurroundings {
  /** Absolute folder of the project: what a template holds as text is written there. */
  readonly folder: string
  /** Absolute folder of the template. */
  readonly templateFolder: string
  /** Absolute folder of an asset by its key; `undefined` where there is none. */
  readonly asset: (key: string) => string | undefined
}

const elsewhere = (functionName: string, what: string): Error =>
  raise(projectFaults, 'project.code-elsewhere', { functionName, what })

const kind = (path: string): 'file' | 'folder' | undefined => {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? undefined : found.isDirectory() ? 'folder' : 'file'
}

const localFolder = (functionName: string, folder: string, path: string): string => {
  const found = resolve(folder, path)
  if (/\.(zip|jar)$/.test(path)) throw elsewhere(functionName, `is packed in ${path}`)
  switch (kind(found)) {
    case 'folder':
      return found
    case 'file':
      return dirname(found)
    case undefined:
      throw elsewhere(functionName, `is said to be in ${path}, where nothing is`)
  }
}

const isModule = (text: string): boolean => /^\s*(import[\s{*'"]|export\s)/m.test(text)

const extensionOf = (runtime: string, text: string): string => {
  if (runtime.startsWith('python')) return '.py'
  return isModule(text) ? '.mjs' : '.cjs'
}

/** CloudFormation puts the text into a file called index; it is written only when it changes, since files are watched. */
const inlineFolder = (folder: string, functionName: string, runtime: string, text: string): string => {
  const place = join(folder, '.tailrace', 'inline', functionName)
  const file = join(place, `index${extensionOf(runtime, text)}`)
  mkdirSync(place, { recursive: true })
  if (kind(file) === undefined || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
  return place
}

const keyOf = (code: Plain): string | undefined => {
  const key = code['S3Key'] ?? code['Key']
  return key === undefined ? undefined : plainText(key)
}

/** A function whose code is asked for. */
export interface CodeQuestion {
  readonly functionName: string
  readonly runtime: string
  /** Resolved, as all the following. */
  readonly code: unknown
  readonly handler: unknown
  readonly entryPoints: readonly string[]
}

/** Whether code is a container image; both are resolved. */
export const isImage = (packageType: unknown, code: unknown): boolean =>
  packageType === 'Image' || (isPlain(code) && code['ImageUri'] !== undefined)

const folderOf = ({ functionName, runtime, code }: CodeQuestion, around: CodeSurroundings): string => {
  if (typeof code === 'string') {
    if (code.startsWith('s3://')) throw elsewhere(functionName, `is at ${code}`)
    return localFolder(functionName, around.templateFolder, code)
  }
  if (isStandIn(code))
    throw elsewhere(functionName, `is where ${code.unknown[0]?.reference ?? 'the cloud'} says`)
  if (!isPlain(code)) throw elsewhere(functionName, 'is not named')
  if (code['ZipFile'] !== undefined)
    return inlineFolder(around.folder, functionName, runtime, plainText(code['ZipFile']))
  const key = keyOf(code)
  if (key === undefined) throw elsewhere(functionName, 'is not named')
  const asset = around.asset(key)
  if (asset === undefined) throw elsewhere(functionName, `is at ${key} of a bucket`)
  return localFolder(functionName, around.templateFolder, asset)
}

/**
 * Where the code of a function lies.
 *
 * @throws PipelineError `project.code-elsewhere`, `project.setting-unknown` for a handler that only the cloud would say
 */
export const codePlace = (question: CodeQuestion, around: CodeSurroundings): FoundCode => {
  const { functionName, handler, entryPoints } = question
  const [unknown] = standInsIn(handler)
  if (unknown !== undefined && unknown.found.unknown.length > 0)
    throw raise(projectFaults, 'project.setting-unknown', {
      functionName,
      setting: 'Handler',
      reference: unknown.found.unknown[0]?.reference ?? 'Handler',
    })
  return { codeFolder: folderOf(question, around), handler: plainText(handler), entryPoints }
}
