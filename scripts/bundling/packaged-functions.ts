import { raise } from '../../core/errors/pipeline-error.ts'
import { isPlain } from '../../engine/plain.ts'
import { mergedList } from '../../engine/serverless-resources.ts'
import { projectFaults } from '../../operations/project/faults.ts'
import { readServerless } from '../../operations/project/read-serverless.ts'
import { firstUnresolved } from '../../operations/project/variables/unresolved.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A function of serverless.yml that is deployed as a prebuilt zip. */
export interface Packaged {
  readonly name: string
  /** As in `handler`, up to the first dot of the file's name. */
  readonly file: string
  /** What of the file is called. */
  readonly exportName: string
  readonly artifact: string
  /** Such a function starts often, and has a budget. */
  readonly isOnStream: boolean
}

const refuse = (file: string, name: string, reason: string): Error =>
  raise(projectFaults, 'project.file-unreadable', { file, reason: `${name}: ${reason}` })

const text = (file: string, name: string, setting: string, value: unknown): string => {
  const unknown = firstUnresolved(value)
  if (unknown !== undefined)
    throw refuse(file, name, `${setting} is ${unknown.found.text}, which nobody here knows`)
  if (typeof value === 'string' && value !== '') return value
  throw refuse(file, name, `it has no ${setting}`)
}

const packaged = (file: string, [name, described]: readonly [string, unknown]): readonly Packaged[] => {
  if (!isPlain(described)) return []
  const handler = text(file, name, 'handler', described['handler'])
  const split = /^((?:.*\/)?[^./]+)\.([^/]+)$/.exec(handler)
  if (split?.[1] === undefined || split[2] === undefined)
    throw refuse(file, name, `handler is ${handler}, not PATH.EXPORT`)
  const own = described['package']
  const artifact = text(file, name, 'package.artifact', isPlain(own) ? own['artifact'] : undefined)
  const events = described['events']
  const isOnStream = Array.isArray(events) && events.some(event => isPlain(event) && 'stream' in event)
  return [{ name, file: split[1], exportName: split[2], artifact, isOnStream }]
}

/**
 * The functions of a folder's deploy file, each with the zip that is deployed as it.
 *
 * @throws PipelineError `project.file-unreadable` for a function without a handler or an artifact of its own, and for
 * two functions with one artifact
 */
export const packagedFunctions = async (folder: string, env: Env): Promise<readonly Packaged[]> => {
  const { file, at } = await readServerless(folder, env)
  const found = Object.entries(mergedList(await at('functions'))).flatMap(each => packaged(file, each))
  for (const { name, artifact } of found) {
    const other = found.find(each => each.artifact === artifact)
    if (other !== undefined && other.name !== name) {
      throw refuse(file, name, `its artifact ${artifact} is that of ${other.name}, too`)
    }
  }
  return found
}
