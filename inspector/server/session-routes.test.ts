import { describe, expect, it } from 'vitest'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { systemClock } from '../../core/clock.ts'
import type { Session } from '../../operations/dev/session.ts'
import { newRecordRing } from './record-ring.ts'
import { newRedriving } from './redriving.ts'
import { sessionRoutes } from './session-routes.ts'
import { newVerifyRuns } from './verify-runs.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'

const path = temporaryPaths()

/** Each of them changes tables or sinks of the endpoint, or has functions do it. */
const acting = {
  'actions/redrive': {},
  'actions/verify': { kind: 'repair' },
  'table/put': { tableName: 'desk', item: { id: { S: 'a' } } },
  'table/edit': { tableName: 'desk', shown: { id: { S: 'a' } }, item: { id: { S: 'a' }, n: { N: '1' } } },
  'table/delete': { tableName: 'desk', shown: { id: { S: 'a' } } },
  'table/import': { tableName: 'desk', text: '[{"id":{"S":"a"}}]', replaces: true },
  'table/statement': { statement: 'DELETE FROM "desk" WHERE id = \'a\'' },
} as const

/** Read, or are of this run alone: its streams, its folder, sinks of their own. */
const harmless = [
  ...['actions/pause', 'actions/resume', 'actions/reload', 'actions/plan', 'actions/fixture'],
  ...['actions/explain', 'actions/replay', 'table/items', 'table/export'],
]

/** A run over an endpoint that notes every call that is made to it. */
const runAt = (engine: Session['engine'], allowWrites: boolean) => {
  const calls: string[] = []
  const client = {
    send: async (command: object) => {
      calls.push(command.constructor.name)
      return Promise.resolve({})
    },
  } as unknown as DynamoDBClient
  const folder = path('run')
  const session = {
    engine,
    project: { folder, functions: [] },
    registries: new Map(),
    note: { endpoint: 'http://dynamodb.of.somebody:8000', functions: [], sinks: {}, runFolder: folder },
    tables: { tables: [{ id: 'T', tableName: 'desk', keyNames: ['id'] }], clients: { table: client } },
    mappings: { isPaused: () => false },
    commands: { invoke: async () => Promise.reject(new Error('it was invoked')) },
  } as unknown as Session
  const compared: string[] = []
  const surroundings = {
    ...{ folder, env: {}, clock: systemClock, random: () => 0.5, newId: () => 'id', allowWrites },
    ...{ cacheFolder: folder, platform: 'linux', arch: 'x64', signal: new AbortController().signal },
  }
  const verifyRuns = newVerifyRuns(surroundings, async ({ repair }) => {
    compared.push(repair === undefined ? 'compare' : repair.isDryRun ? 'plan' : 'repair')
    return Promise.reject(new Error('enough'))
  })
  const ring = newRecordRing({ records: 1, bytes: 1 })
  const redriving = newRedriving(session, { ...surroundings, ring, lend: () => undefined })
  const routes = sessionRoutes(session, { ...surroundings, ring, redriving, verifyRuns, writeToken: 'w' })
  return { routes, calls, compared }
}

const names = Object.keys(acting) as readonly (keyof typeof acting)[]

describe('the routes of a run at an endpoint that it did not start', () => {
  it('are all known to act, or to be harmless', () => {
    const { routes } = runAt('endpoint', false)

    expect(Object.keys(routes.writes).toSorted()).toEqual([...names, ...harmless].toSorted())
  })

  it.each(names)('%s is refused before anything is asked of the endpoint', async name => {
    const { routes, calls, compared } = runAt('endpoint', false)

    await expect(routes.writes[name]?.(acting[name])).rejects.toMatchObject({ code: 'inspector.read-only' })
    expect([...calls, ...compared]).toEqual([])
  })

  it.each(names)('%s is not refused where writes are allowed, nor in an engine of its own', async name => {
    for (const { routes } of [runAt('endpoint', true), runAt('dynoxide', false)]) {
      const code: unknown = await routes.writes[name]?.(acting[name]).then(
        () => 'done',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : 'failed'),
      )
      expect(code).not.toBe('inspector.read-only')
    }
  })

  it('compare and plan without leave, and say what the page may not', async () => {
    const { routes, compared } = runAt('endpoint', false)

    await routes.writes['actions/verify']?.({ kind: 'plan' })
    await routes.writes['actions/verify']?.({ kind: 'anything' })

    expect(compared).toEqual(['plan', 'compare'])
    expect(await routes.reads['state']?.(() => undefined, '')).toMatchObject({
      isLocal: false,
      allowsWrites: false,
    })
  })
})
