import { newBuiltModules } from '../../operations/build/built-modules.ts'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { partyByClock } from '../../core/lease/lease-party.ts'
import type { LoadedFunction } from '../../engine/function/environments.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { openAccount } from '../../operations/accounting/account.ts'
import { accountFromBus } from '../../operations/accounting/bus-account.ts'
import { devMapping } from '../../operations/dev/dev-mapping.ts'
import { localFunction } from '../../operations/local-run/local-function.ts'
import type { ProjectFunction } from '../../operations/project/project.ts'
import { defaultSettings } from '../../engine/settings.ts'
import { recordOf, streamArn } from '../support/records.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()
const started: LoadedFunction[] = []
const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
const pythonClient = readFileSync('test/projects/python/requirements.txt', 'utf8').trim().replace('==', '-')
const virtualEnvironment = join(cache, 'tailrace', pythonClient)

afterEach(async () => {
  await Promise.all(started.splice(0).map(async each => each.stop()))
})

/** In CI a missing one is a failure. */
const whyNot = {
  python: existsSync(join(virtualEnvironment, 'done'))
    ? undefined
    : '.ci/language-clients makes its environment',
  go: spawnSync('go', ['version']).status === 0 ? undefined : 'go is not on this machine',
}

const settings = {
  ...defaultSettings,
  StartingPosition: 'TRIM_HORIZON',
  BatchSize: 3,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
} as const

/** A project of test/projects in a folder of its own, as its deploy file describes it. */
const functionIn = (language: 'python' | 'go', code: Pick<ProjectFunction, 'runtime' | 'handler'>) => {
  const folder = path(language)
  cpSync(join('test/projects', language), folder, { recursive: true })
  if (language === 'python') symlinkSync(virtualEnvironment, join(folder, '.venv'))
  const runFolder = join(folder, 'run')
  mkdirSync(runFolder)
  const built: string[] = []
  const found: ProjectFunction = {
    functionName: 'orders',
    deployedName: `${language}-dev-orders`,
    file: join(folder, 'app'),
    exportName: 'handler',
    timeoutMs: 10_000,
    memorySizeMb: 512,
    environment: {},
    standIns: new Set(),
    streams: [{ table: 'Orders', named: 'Orders', settings, onFailure: { type: 'none' } }],
    regions: [],
    codeFolder: folder,
    ...code,
  }
  const target = localFunction(found, {
    projectFolder: folder,
    runFolder,
    env: { ...process.env, AWS_REGION: 'eu-west-1' },
    isKeptFromAws: false,
    modules: newBuiltModules(),
    clock: systemClock,
    onReport: () => undefined,
    onBuild: (_, line) => built.push(line),
  })
  started.push(target)
  return { target, runFolder, folder, built }
}

describe.each([
  ['python', { runtime: 'python3.11', handler: 'app.handler' }],
  ['go', { runtime: 'provided.al2023', handler: 'bootstrap' }],
] as const)('a function in %s', (language, code) => {
  it(
    'is given the stream, and one record that is poison costs no other',
    { timeout: 600_000 },
    async context => {
      const reason = whyNot[language]
      // Nothing that a package manager brings here is new enough for the Go module.
      if (reason !== undefined && (process.env['CI'] === undefined || language === 'go')) context.skip(reason)
      expect(reason).toBeUndefined()
      const { target, runFolder, folder, built } = functionIn(language, code)
      await target.load()
      const source = scriptedSource(streamArn)
      source.addShard('shard-1')
      const kinds = ['order', 'order', 'poison', 'order']
      // As old as records are that a stream still has.
      const ApproximateCreationDateTime = Math.floor(systemClock.now() / 1000)
      const records = kinds.map((kind, index) => {
        const id = `k${index + 1}`
        const record = recordOf({ seq: index + 1, key: id, after: { id, kind } })
        return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime } }
      })
      source.put('shard-1', ...records)
      const account = openAccount()
      const keep = accountFromBus(account, new Map())
      const mapping = devMapping(
        { id: 'orders', settings, target, source },
        {
          runFolder,
          party: partyByClock('dev', 'dev'),
          clock: systemClock,
          random: () => 0.5,
          newId: () => crypto.randomUUID(),
          emit: keep,
        },
      )

      await mapping.start()
      await mapping.whenCaughtUp()
      await mapping.stop()

      expect(account.summary()).toMatchObject({ received: 4, applied: 3, failed: 1, batches: 2, retries: 11 })
      const log = readFileSync(join(runFolder, 'functions.log'), 'utf8')
      expect(log.split('\n').filter(line => line.startsWith('handled '))).toEqual(
        ['k1', 'k2', 'k4'].map(id => `handled ${id}`),
      )
      expect(built).toEqual(language === 'go' ? [`orders: go build in ${folder}`] : [])
    },
  )
})
