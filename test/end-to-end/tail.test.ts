import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { describeOnTable } from '../support/describe-on-table.ts'
import { objectsIn, startTailrace, tailrace } from '../support/tailrace.ts'

await describeOnTable('dynoxide', running => {
  const env = (): Record<string, string> => ({ AWS_ENDPOINT_URL: running().engine.endpoint })
  const put = async (id: string, title: string): Promise<void> => {
    const Item = { PK: { S: id }, SK: { S: 'x' }, title: { S: title } }
    const { clients, table } = running()
    await clients.table.send(new PutItemCommand({ TableName: table.tableName, Item }))
  }

  it('is told of by tail: what was, what comes, and no value but the key', async () => {
    await put('USER#before', 'secret-before')
    const { tableName } = running().table
    const command = startTailrace(['tail', tableName, '--since', '1h', '--output', 'ndjson'], '.', env())
    await command.whenOut('USER#before')
    await put('USER#after', 'secret-1')
    await put('USER#after', 'secret-2')
    await command.whenOut('USER#after', 2)
    command.kill('SIGINT')

    const { code, out } = await command.closed
    expect(code).toBe(130)
    expect(out).not.toContain('secret')
    const changes = objectsIn(out).filter(({ event }) => event === 'Change')
    expect(changes.map(({ eventName, key, changed }) => [eventName, key, changed])).toEqual([
      ['INSERT', 'USER#before|x', ['title']],
      ['INSERT', 'USER#after|x', ['title']],
      ['MODIFY', 'USER#after|x', ['title']],
    ])
  }, 60_000)

  it('has its keys redacted where that is asked for', async () => {
    const { tableName } = running().table
    const command = startTailrace(['tail', tableName, '--since', '1h', '--redact', 'PK'], '.', env())
    const shown = await command.whenOut('|x')
    command.kill('SIGINT')

    await command.closed
    expect(shown).toContain('INSERT')
    expect(shown).not.toContain('USER#')
  }, 60_000)

  it('is said not to be there in one line', async () => {
    const { code, said, out } = await tailrace(['tail', 'nowhere'], env())

    expect(code).toBe(2)
    expect(out).toBe('')
    expect(said).toMatch(/^tailrace: Table nowhere cannot be read: .+\n$/)
  }, 60_000)
})
