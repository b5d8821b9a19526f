import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { deployFilesIn } from './deploy-file.ts'
import { projectFaults } from './faults.ts'

/** Deep enough for `packages/orders` and `apps/shop/backend`. */
const maxDepth = 3

/** Enough for a repository of many services, and soon over in a home folder. */
const maxFolders = 300

const foldersIn = (folder: string): readonly string[] => {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries
      .filter(entry => entry.isDirectory() && !/^(\.|node_modules$|dist$|cdk\.out$)/.test(entry.name))
      .map(entry => entry.name)
      .toSorted()
  } catch {
    return []
  }
}

const filesIn = (folder: string): readonly string[] => {
  try {
    return deployFilesIn(folder).map(({ file }) => file)
  } catch {
    // One that is broken is none that can be recommended.
    return []
  }
}

/** Deploy files in folders below, the nearest first. */
const deployFilesBelow = (root: string): readonly string[] => {
  let level: readonly string[] = foldersIn(root)
  const found: string[] = []
  let seen = 0
  for (let depth = 0; depth < maxDepth; depth += 1) {
    const looked = level.slice(0, maxFolders - seen)
    seen += looked.length
    found.push(...looked.flatMap(each => filesIn(join(root, each)).map(file => `${each}/${file}`)))
    level = looked.flatMap(each => foldersIn(join(root, each)).map(name => `${each}/${name}`))
  }
  return found
}

/** Tools whose files are programs, or a language of their own. */
const otherTool = (folder: string): string | undefined => {
  const names = existsSync(folder) ? readdirSync(folder) : []
  if (names.some(name => /^sst\.config\.[cm]?[jt]s$/.test(name))) return 'SST'
  if (names.some(name => name.endsWith('.tf'))) return 'Terraform'
  return names.includes('Pulumi.yaml') ? 'Pulumi' : undefined
}

const reasonFor = (folder: string): string => {
  const [first, ...more] = deployFilesBelow(folder)
  if (first !== undefined)
    return `it is not there; in a folder below there is ${[first, ...more.slice(0, 4)].join(', ')}`
  const tool = otherTool(folder)
  if (tool !== undefined)
    return `it is not there, and files of ${tool} are not read: describe tables and functions in tailrace.config.ts`
  return 'it is not there, and neither is a SAM or CloudFormation template, cdk.out or tailrace.config.ts'
}

/**
 * The error for a folder in which no project was found: it says where one is, or how one is described.
 *
 * @param folder - absolute
 */
export const noProject = (folder: string): Error =>
  raise(
    projectFaults,
    'project.file-unreadable',
    existsSync(join(folder, 'cdk.json'))
      ? { file: 'cdk.out', reason: 'it is not there: run npx cdk synth' }
      : { file: 'serverless.yml', reason: reasonFor(folder) },
  )
