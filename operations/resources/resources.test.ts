import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { pipeline as projections } from '../../functions/projections.ts'
import { pipeline as reactions } from '../../functions/reactions.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { parseYaml } from '../project/parse-yaml.ts'
import type { PipelineNeeds } from './pipeline-needs.ts'
import { pipelineNeeds, watchedEnvironment } from './pipeline-needs.ts'
import { resourcesTemplate } from './resources-template.ts'
import { statementsFor } from './statements.ts'
import { templateText } from './template-text.ts'

const path = temporaryPaths()
const file = 'serverless.yml'
const table = {
  id: 'Table',
  tableName: 'shop',
  file,
  definition: { TableName: 'shop' },
  timeToLive: undefined,
}
const tableReference = { name: '', arn: '', streamArn: '' }

const onFailure = { type: 'none' } as const

const needsOf = (functionName: string, pipeline: typeof reactions): PipelineNeeds => {
  const { env, read } = watchedEnvironment({})
  const streams = [{ table: 'Table', named: 'Table.StreamArn', settings: {} as never, onFailure }]
  return pipelineNeeds({ functionName, streams }, pipeline(env), read)
}

interface Policy {
  readonly Sid: string
  readonly Action: string | readonly string[]
}

/** What the deployed roles of the shop say, which people wrote: infra/roles.yml. */
const writtenFor = (role: string): Readonly<Record<string, readonly string[]>> => {
  const { Resources } = parseYaml(readFileSync('infra/roles.yml', 'utf8')) as {
    readonly Resources: Readonly<Record<string, { readonly Properties: Readonly<Record<string, unknown>> }>>
  }
  const shared = Resources['StreamPolicy']?.Properties['PolicyDocument'] as { Statement: Policy[] }
  const [own] = Resources[role]?.Properties['Policies'] as { PolicyDocument: { Statement: Policy[] } }[]
  return Object.fromEntries(
    [...shared.Statement, ...(own?.PolicyDocument.Statement ?? [])].map(({ Sid, Action }) => [
      Sid,
      [Action].flat().toSorted(),
    ]),
  )
}

/** Logs and traces are the deploy tool's to allow; large attributes only where they are used. */
const notOfPipelines = ['Log', 'Traces', 'LargeAttributes', 'LargeAttributesBucket']

describe('the rights of a pipeline', () => {
  it.each([
    ['reactions', reactions, 'ReactionsRole'],
    ['projections', projections, 'ProjectionsRole'],
  ] as const)('of %s are those that its role was given by hand', (name, pipeline, role) => {
    const computed = Object.fromEntries(
      statementsFor(needsOf(name, pipeline), [tableReference]).map(({ Sid, Action }) => [
        Sid,
        Action.toSorted(),
      ]),
    )
    const { Ledger: ledger, ...written } = Object.fromEntries(
      Object.entries(writtenFor(role)).filter(([sid]) => !notOfPipelines.includes(sid)),
    )

    const { Ledger: ownLedger, ...own } = computed
    expect(own).toEqual(written)
    // The shop allows for strict processors, of which it has none.
    expect([...(ownLedger ?? []), 'dynamodb:GetItem', 'dynamodb:PutItem'].toSorted()).toEqual(ledger)
  })

  it('hold claims where a processor is strict, and large attributes where they are read', () => {
    const needs: PipelineNeeds = { ...needsOf('a', projections), isStrict: true, variables: ['BLOB_URL'] }

    const all = statementsFor(needs, [tableReference])

    expect(all.find(({ Sid }) => Sid === 'Ledger')?.Action).toContain('dynamodb:PutItem')
    expect(all.map(({ Sid }) => Sid)).toContain('LargeAttributesBucket')
  })

  it('name every table that the function is on', () => {
    const needs = { ...needsOf('a', projections), tables: ['Table', 'other'] }

    const { parameters, resources } = resourcesTemplate({ file, tables: [table] }, [needs])

    expect(Object.keys(parameters)).toEqual(['OtherTable'])
    expect(JSON.stringify(resources['APipeline'])).toContain('Table.StreamArn')
    expect(JSON.stringify(resources['APipeline'])).toContain('table/${OtherTable}/stream/*')
  })
})

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
const cfnLint = join(cache, 'tailrace', 'lint-infra', 'bin', 'cfn-lint')

describe('the template', () => {
  const template = resourcesTemplate({ file, tables: [] }, [
    needsOf('reactions', reactions),
    { ...needsOf('projections', projections), tables: ['a-table'], variables: ['BLOB_URL'], isStrict: true },
  ])
  const text = templateText('cloudformation', template, ['projections: SEARCH_URL is yours'])

  it('is YAML, with every reference to something that is in it', () => {
    const parsed = parseYaml(text) as Readonly<Record<string, object>>
    const known = [...Object.keys(parsed['Resources'] ?? {}), ...Object.keys(parsed['Parameters'] ?? {})]
    const named = [...text.matchAll(/!(?:Ref|GetAtt) ([A-Za-z]+)|\$\{([A-Za-z]+)[.}]/g)].map(
      ([, one, other]) => one ?? other,
    )

    expect(parseDocument(text, { logLevel: 'silent' }).errors).toEqual([])
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter(name => !known.includes(String(name)))).toEqual([])
  })

  it.skipIf(!existsSync(cfnLint))('has nothing that cfn-lint minds', { timeout: 120_000 }, () => {
    const place = path('template.yml')
    writeFileSync(place, text)

    const { status, stdout } = spawnSync(cfnLint, ['--template', place], { encoding: 'utf8' })

    expect(stdout).toBe('')
    expect(status).toBe(0)
  })
})
