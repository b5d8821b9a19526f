import { describe, expect, it } from 'vitest'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { filterCriteria } from '../../core/registry/criteria.ts'
import { registry } from '../../core/registry/define-registry.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import { mappingSettings } from '../../engine/settings.ts'
import type { OnFailure } from '../project/on-failure.ts'
import type { Project, StreamWay } from '../project/project.ts'
import { checkDeployment } from './check-deployment.ts'

const Parcel = entity('Parcel', { match: { type: 'PARCEL' } })
const parcels = registry([
  processor({ name: 'p', filter: when(Parcel).on('INSERT'), handle: () => Promise.resolve() }),
])

/** Nothing is wrong with it. */
const healthy: MappingSettings = mappingSettings('labels', {
  StartingPosition: 'TRIM_HORIZON',
  MaximumBatchingWindowInSeconds: 1,
  MaximumRetryAttempts: 10_000,
  MaximumRecordAgeInSeconds: 86_400,
  BisectBatchOnFunctionError: true,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  FilterCriteria: filterCriteria(parcels) ?? { Filters: [] },
})

const bucket = { type: 'named', named: 'GivenUp.Arn', service: 's3' } as const

/** What is other than in a healthy mapping. */
type Given = Partial<MappingSettings> & { readonly onFailure?: OnFailure; readonly way?: StreamWay }

const projectWith = (...all: readonly Given[]): Pick<Project, 'functions'> => ({
  functions: [
    {
      functionName: 'labels',
      deployedName: 'labels',
      file: 'labels.ts',
      runtime: 'nodejs24.x',
      codeFolder: '/',
      handler: 'labels.handler',
      exportName: 'handler',
      timeoutMs: 6_000,
      memorySizeMb: 1_024,
      environment: {},
      standIns: new Set(),
      regions: [],
      streams: all.map(({ onFailure = bucket, way, ...settings }, index) => ({
        table: `T${index}`,
        named: `T${index}`,
        settings: { ...healthy, ...settings },
        onFailure,
        way,
      })),
    },
  ],
})

const names = (project: Pick<Project, 'functions'>, withRegistry = true): readonly string[] =>
  checkDeployment(project, new Map(withRegistry ? [['labels', parcels]] : [])).map(
    ({ severity, check }) => `${severity} ${check}`,
  )

const kinesis = {
  type: 'kinesis',
  streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/changes',
  precision: 'MICROSECOND',
} as const

const filteredBy = (...patterns: readonly object[]): Given => ({
  way: kinesis,
  FilterCriteria: { Filters: patterns.map(each => ({ Pattern: JSON.stringify(each) })) },
})

describe('filters of a Kinesis stream', () => {
  const own = (filterCriteria(parcels)?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern) as object)

  it.each<[string, Given, readonly string[]]>([
    ['what the processors want, under data', filteredBy(...own.map(data => ({ data }))), []],
    ['all that tables write', filteredBy({ data: { eventSource: ['aws:dynamodb'] } }), []],
    ['nothing', filteredBy(), []],
    ['patterns of a table’s stream', filteredBy(...own), ['breaks filters-of-data', 'warns stale-filters']],
    ['other data', filteredBy({ data: { tableName: ['others'] } }), ['warns stale-filters']],
  ])('ask for %s', (_, given, expected) => {
    expect(names(projectWith(given))).toEqual(expected)
  })
})

const faults: readonly [string, Given][] = [
  ['warns failure-destination', { onFailure: { type: 'none' } }],
  ['warns failure-destination', { onFailure: { ...bucket, service: 'sqs' } }],
  ['warns failure-destination', { onFailure: { type: 'none' }, MaximumRetryAttempts: -1 }],
  ['warns failure-destination', { onFailure: { type: 'none' }, MaximumRecordAgeInSeconds: -1 }],
  [
    'warns endless-retries',
    { onFailure: { type: 'none' }, MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 },
  ],
  ['breaks response-type', { FunctionResponseTypes: [] }],
  ['breaks retries-before-parking', { MaximumRetryAttempts: 9 }],
  ['breaks retries-before-parking', { MaximumRetryAttempts: 0 }],
  ['warns retries-before-age', { MaximumRetryAttempts: 10 }],
  ['warns retries-before-age', { MaximumRetryAttempts: 1_439 }],
  ['warns age-before-parking', { MaximumRecordAgeInSeconds: 60 }],
  ['warns endless-retries', { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 }],
  ['warns bisect', { BisectBatchOnFunctionError: false }],
  ['warns starting-position', { StartingPosition: 'LATEST' }],
  ['warns enabled', { Enabled: false }],
  ['notes batch-window', { MaximumBatchingWindowInSeconds: 0 }],
  ['warns stale-filters', { FilterCriteria: { Filters: [{ Pattern: '{"eventName":["REMOVE"]}' }] } }],
]

describe('checkDeployment', () => {
  it('has nothing to say of a sound mapping', () => {
    expect(names(projectWith({}))).toEqual([])
  })

  it.each(faults)('finds %s, and nothing else, where %j', (finding, settings) => {
    expect(names(projectWith(settings))).toEqual([finding])
  })

  it.each([
    { MaximumRetryAttempts: 1_440 },
    { onFailure: { type: 'not-said' } as const },
    { onFailure: { ...bucket, service: undefined } },
    { MaximumRetryAttempts: -1 },
    { MaximumRecordAgeInSeconds: -1 },
    { BisectBatchOnFunctionError: false, BatchSize: 1 },
    { MaximumBatchingWindowInSeconds: 0, BatchSize: 1 },
    { FilterCriteria: { Filters: [] } },
    { FilterCriteria: { Filters: [{ Pattern: '{"eventName": ["INSERT", "MODIFY", "REMOVE"]}' }] } },
  ])('lets %j pass', settings => {
    expect(names(projectWith(settings))).toEqual([])
  })

  it('knows of a handler without processors only what is so for any', () => {
    const settings = { FunctionResponseTypes: [], MaximumRetryAttempts: 2, MaximumRecordAgeInSeconds: 60 }

    expect(names(projectWith(settings), false)).toEqual([])
    expect(names(projectWith({ BisectBatchOnFunctionError: false }), false)).toEqual(['warns bisect'])
  })

  it('puts what is worst first, and names the stream where a function has several', () => {
    const project = projectWith({ MaximumBatchingWindowInSeconds: 0 }, { FunctionResponseTypes: [] })

    expect(
      checkDeployment(project, new Map([['labels', parcels]])).map(({ check, subject }) => [check, subject]),
    ).toEqual([
      ['response-type', 'labels on T1'],
      ['batch-window', 'labels on T0'],
    ])
  })
})
