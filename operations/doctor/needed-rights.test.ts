import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pipeline as projections } from '../../functions/projections.ts'
import { pipeline as reactions } from '../../functions/reactions.ts'
import '../../test/support/same-samples.ts'
import { parseYaml } from '../project/parse-yaml.ts'
import type { RightsOf } from './needed-rights.ts'
import { neededRights } from './needed-rights.ts'

interface Statement {
  readonly Sid: string
  readonly Action: string | readonly string[]
}
interface Resource {
  readonly Properties: {
    readonly PolicyDocument?: { readonly Statement: readonly Statement[] }
    readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[]
  }
}

const { Resources } = parseYaml(readFileSync('infra/roles.yml', 'utf8')) as {
  readonly Resources: Readonly<Record<string, Resource>>
}

const rightsIn = (statements: readonly Statement[]): readonly string[] =>
  statements.flatMap(({ Sid, Action }) => [Action].flat().map(action => `${Sid} ${action}`))

const given = (role: string): readonly string[] => {
  const shared = Resources['StreamPolicy']?.Properties.PolicyDocument?.Statement ?? []
  const own = (Resources[role]?.Properties.Policies ?? []).flatMap(each => each.PolicyDocument.Statement)
  return rightsIn([...shared, ...own]).toSorted()
}

const environment = {
  TABLE_NAME: 'shop',
  LEDGER_URL: 'dynamodb://ledger',
  PARK_URL: 's3://parked/',
  BLOB_URL: 's3://blobs/',
}
const tableArn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/shop'
const of = (
  functionName: string,
  registry: RightsOf['registry'],
  more: RightsOf['environment'],
): RightsOf => ({
  functionName,
  tableArn,
  streamArn: `${tableArn}/stream/x`,
  environment: { ...environment, ...more },
  registry,
  failureDestination: 'arn:aws:s3:::failures',
})

/** Active tracing is a setting of the function, and follows from no URL. */
const traces = ['Traces xray:PutTelemetryRecords', 'Traces xray:PutTraceSegments']

/** For processors that somebody makes strict: the shop has none. */
const claims = ['Ledger dynamodb:GetItem', 'Ledger dynamodb:PutItem']

describe('what a function needs to be allowed', () => {
  it('is what infra/roles.yml gives to projections, but for traces and claims', () => {
    const needed = neededRights(
      of('projections', projections({}), { CACHE_URL: 'memory:', SEARCH_URL: 'memory:' }),
    )

    expect(given('ProjectionsRole')).toEqual([...rightsIn(needed), ...traces, ...claims].toSorted())
  })

  it('is what it gives to reactions, but for these', () => {
    const more = { AUDIT_URL: 's3://audit/', NOTIFY_URL: 'arn:aws:sns:eu-west-1:111122223333:news' }
    const needed = neededRights(of('reactions', reactions({ TABLE_NAME: 'shop' }), more))

    expect(given('ReactionsRole')).toEqual([...rightsIn(needed), ...traces, ...claims].toSorted())
  })

  it('names one thing in each statement, whatever the URLs are, and no action with a wildcard', () => {
    const url = fc.oneof(
      fc.constantFrom('', 'memory:', 'file:./x', 's3://', 's3://b', 's3://b/p', 's3://b/p/', 'dynamodb://t'),
      fc.constantFrom(
        'arn:aws:sqs:eu-west-1:111122223333:q',
        'sqs:https://sqs.eu-west-1.amazonaws.com/111122223333/q',
      ),
      fc.string(),
    )
    const names = ['LEDGER_URL', 'PARK_URL', 'BLOB_URL', 'AUDIT_URL', 'NOTIFY_URL', 'SEARCH_URL'] as const
    const some = fc.record(Object.fromEntries(names.map(name => [name, url])), { requiredKeys: [] })
    fc.assert(
      fc.property(some, more => {
        for (const { Action, Resource } of neededRights(of('any', undefined, more))) {
          expect(Action.length).toBeGreaterThan(0)
          expect(Action.some(action => action.includes('*'))).toBe(false)
          expect(Resource).toMatch(/^arn:aws:[a-z0-9]+:[^*]+/)
        }
      }),
    )
  })
})
