import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { functionEnv } from '../../operations/project/function-environment.ts'
import type { Project, ProjectFunction } from '../../operations/project/project.ts'
import { readProject } from '../../operations/project/read-project.ts'
import { defaultSettings } from '../../engine/settings.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { expectedProjects } from './expected-projects.ts'

const path = temporaryPaths()

/** A copy of a project of `test/projects`, since reading writes what a template holds as text. */
const copyOf = (name: string): string => {
  const folder = path(name)
  cpSync(new URL(`../projects/${name}/`, import.meta.url), folder, { recursive: true })
  return folder
}

/** What differs from Lambda's defaults: a setting that is said to be what it is anyway says nothing. */
const said = (settings: object): object =>
  Object.fromEntries(
    Object.entries(settings).filter(
      ([name, value]) =>
        JSON.stringify(value) !== JSON.stringify(({ ...defaultSettings } as Record<string, unknown>)[name]),
    ),
  )

const functionShown = (project: Project, each: ProjectFunction): object => {
  const tables = project.tables.map(({ id, tableName }) => ({ id, deployed: tableName, here: tableName }))
  const { TABLE_NAME: _, ...environment } = functionEnv(each, { process: {}, run: {}, tables })
  return {
    name: each.functionName,
    deployedName: each.deployedName,
    handler: each.handler,
    file: relative(project.folder, each.file),
    exportName: each.exportName,
    runtime: each.runtime,
    seconds: each.timeoutMs / 1000,
    mb: each.memorySizeMb,
    environment,
    streams: each.streams.map(({ table, settings, onFailure }) => ({
      table,
      ...said(settings),
      ...(onFailure.type === 'named' && { onFailure: `${onFailure.named}, ${onFailure.service}` }),
    })),
  }
}

const keyText = (keys: readonly { readonly AttributeName?: string | undefined }[] | undefined): string =>
  (keys ?? []).map(({ AttributeName }) => AttributeName).join(',')

const tablesShown = ({ tables }: Project): object[] =>
  tables.map(({ id, tableName, definition, timeToLive }) => ({
    id,
    tableName,
    keys: keyText(definition.KeySchema),
    viewType: definition.StreamSpecification?.StreamViewType,
    indexes: [...(definition.GlobalSecondaryIndexes ?? []), ...(definition.LocalSecondaryIndexes ?? [])].map(
      ({ IndexName, KeySchema }) => `${IndexName}: ${keyText(KeySchema)}`,
    ),
    timeToLive,
  }))

const shown = (project: Project): object => ({
  kind: project.kind,
  file: project.file,
  functions: project.functions.map(each => functionShown(project, each)),
  tables: tablesShown(project),
  placeholders: project.placeholders.map(({ reference, standIn }) => `${reference} = ${standIn}`),
  notes: project.notes,
  input: project.inputFile === undefined ? undefined : relative(project.folder, project.inputFile),
  sources: project.sources.map(each => relative(project.folder, each)).toSorted(),
})

describe('a reference that no file here describes', () => {
  it('is not taken for the one table that is deployed with the project', async () => {
    const folder = copyOf('cdk')
    const nested = join(folder, 'cdk.out/WorkMore.nested.template.json')
    writeFileSync(
      nested,
      readFileSync(nested, 'utf8').replace(
        '"Ref": "referencetoOrdersStreamArn"',
        '"Fn::ImportValue": "other-stream"',
      ),
    )

    const { functions } = await readProject(folder, {})

    expect(functions.map(({ streams }) => streams.map(({ table, named }) => [table, named]))).toEqual([
      [['Orders', 'Orders']],
      [[undefined, 'other-stream']],
    ])
  })
})

describe('a project', () => {
  it.each(Object.keys(expectedProjects))('of the shape %s is read', async name => {
    const project = await readProject(copyOf(name), {})

    expect(shown(project)).toEqual(expectedProjects[name])
    expect(
      project.functions.every(({ file, codeFolder }) => isAbsolute(file) && isAbsolute(codeFolder)),
    ).toBe(true)
  })
})
