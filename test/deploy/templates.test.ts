import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { readProject } from '../../operations/project/read-project.ts'
import { writeProject } from '../support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { Meant } from './generated-templates.ts'
import { generatedTemplates } from './generated-templates.ts'

const path = temporaryPaths()

/** What Lambda does where nothing is said. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
const documented: Readonly<Record<string, unknown>> = {
  BatchSize: 100,
  BisectBatchOnFunctionError: false,
  Enabled: true,
  FilterCriteria: { Filters: [] },
  FunctionResponseTypes: [],
  MaximumBatchingWindowInSeconds: 0,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  MetricsConfig: { Metrics: [] },
  ParallelizationFactor: 1,
  TumblingWindowInSeconds: 0,
}

/** The values that the generator gives at times and that AWS takes nowhere. */
const refusedByAws: readonly (readonly [setting: string, value: unknown])[] = [
  ['BatchSize', 0],
  ['BatchSize', 10_001],
  ['BatchSize', 'many'],
  ['MaximumBatchingWindowInSeconds', 301],
  ['ParallelizationFactor', 11],
  ['MaximumRetryAttempts', -2],
  ['MaximumRecordAgeInSeconds', 59],
  ['BisectBatchOnFunctionError', 'perhaps'],
  ['StartingPosition', 'AT_TIMESTAMP'],
]

const isRefused = ({ settings }: Meant): boolean =>
  settings['StartingPosition'] === undefined ||
  refusedByAws.some(([setting, value]) => settings[setting] === value)

/** Who is told of a batch that Lambda gives up. */
const toldOf = (config: unknown): object => {
  const { Destination } = (config as { OnFailure?: { Destination?: string } } | undefined)?.OnFailure ?? {}
  return Destination === undefined
    ? { type: 'none' }
    : { type: 'named', named: Destination, service: Destination.split(':')[2] }
}

const destination = 'DestinationConfig'

const streamMeant = ({ settings: { [destination]: config, ...settings }, unknown }: Meant): object => ({
  table: 'Parcels',
  named: 'Parcels',
  settings: { ...documented, ...settings },
  // Whoever is told, the same records arrive.
  onFailure: unknown.includes(destination)
    ? { type: 'named', named: expect.any(String) as string, service: undefined }
    : toldOf(config),
})

/** What is to come of a template: functions with their settings, or an error that names one of these. */
const meantToBe = (meant: readonly Meant[]): object | readonly string[] => {
  const there = meant.filter(({ isThere }) => isThere)
  if (there.length === 0) return ['has no function']
  const unsound = there.flatMap(each =>
    each.unknown.some(name => name !== destination) || isRefused(each) ? [`${each.name}: `] : [],
  )
  if (unsound.length > 0) return unsound
  return there.map(each => ({
    functionName: each.name,
    deployedName: `deployed-${each.name}`,
    timeoutMs: (each.timeoutSeconds ?? 3) * 1000,
    memorySizeMb: 128,
    streams: [streamMeant(each)],
  }))
}

const count = Number(process.env['TAILRACE_PROJECTS'] ?? 150)

describe('a generated template', () => {
  it('is read as AWS documents it, or refused by the name of what nobody knows', async () => {
    let read = 0
    await fc.assert(
      fc.asyncProperty(generatedTemplates, async ({ files, meant }) => {
        const folder = path('template')
        writeProject(folder, files)
        const wanted = meantToBe(meant)
        try {
          const { functions } = await readProject(folder, {})
          expect(
            functions.map(({ functionName, deployedName, timeoutMs, memorySizeMb, streams }) => ({
              functionName,
              deployedName,
              timeoutMs,
              memorySizeMb,
              streams,
            })),
          ).toEqual(wanted)
          read += 1
        } catch (error) {
          if (!isPipelineError(error)) throw error
          expect(
            Array.isArray(wanted) && wanted.some(part => error.message.includes(String(part))),
            error.message,
          ).toBe(true)
        }
      }),
      { numRuns: count },
    )
    expect(read).toBeGreaterThan(count / 3)
  })
})
