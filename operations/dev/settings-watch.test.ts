import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { smallProjects } from '../../test/support/small-project.ts'
import { readProject } from '../project/read-project.ts'
import type { DevEvent } from './dev-event.ts'
import { settingsWatch } from './settings-watch.ts'

const project = smallProjects()

const watched = async (): Promise<{
  readonly events: DevEvent[]
  readonly edit: (name: string, from: string | RegExp, to: string) => Promise<void>
}> => {
  const folder = project({ stream: 'batchSize: 10' })
  const events: DevEvent[] = []
  const read = async (): ReturnType<typeof readProject> => readProject(folder, {})
  const look = settingsWatch(await read(), read, event => events.push(event))
  const edit = async (name: string, from: string | RegExp, to: string): Promise<void> => {
    const file = join(folder, name)
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
    await look(new Set([file]))
  }
  return { events, edit }
}

const file = 'serverless.yml'

it('says which settings and tables a run does not have, once', async () => {
  const { events, edit } = await watched()

  await edit(file, 'batchSize: 10', 'batchSize: 20')
  await edit(file, 'batchSize: 20', 'batchSize: 20 ')
  await edit('infra/table.yml', 'AttributeName: id, KeyType', 'AttributeName: id,  KeyType')
  await edit('infra/table.yml', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY')
  await edit(file, 'batchSize: 20', 'batchSize: 10')

  expect(events).toEqual([
    { event: 'SettingsChanged', file, changed: ['BatchSize of orders'] },
    { event: 'SettingsChanged', file, changed: ['BatchSize of orders', expect.stringContaining('of T')] },
    { event: 'SettingsChanged', file, changed: [expect.stringContaining('of T')] },
  ])
})

it('says functions that came and a file that cannot be read', async () => {
  const { events, edit } = await watched()

  await edit(
    file,
    /$/,
    '  more:\n    handler: orders.handler\n    events: [{ stream: { type: dynamodb, arn: !GetAtt T.StreamArn } }]\n',
  )
  await edit(file, 'functions:', 'functions: [')
  await edit('orders.mjs', 'handler', 'other')

  expect(events).toEqual([
    { event: 'SettingsChanged', file, changed: ['more is new'] },
    { event: 'SettingsUnreadable', file, message: expect.stringContaining(file) as string },
  ])
})
