import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { PseudoTerminal } from '../support/pseudo-terminal.ts'
import { onPseudoTerminal } from '../support/pseudo-terminal.ts'
import { startTailrace } from '../support/tailrace.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const limitMs = 120_000

const path = temporaryPaths()

/** A function of no library, and one that fails for some tickets. */
const tickets = {
  'serverless.yml': `functions:
  webhook:
    handler: webhook.handler
    events:
      - stream: { type: dynamodb, arn: !GetAtt Tickets.StreamArn, batchSize: 10, functionResponseType: ReportBatchItemFailures }
resources:
  Resources:
    Tickets:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: tickets
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`,
  'webhook.mjs': 'export const handler = async () => ({ batchItemFailures: [] })\n',
  'tailrace.config.ts': "export default { input: 'tickets.json' }\n",
  'tickets.json': JSON.stringify(
    Array.from({ length: 40 }, (_, index) => ({ id: `ticket-${index}`, votes: index })),
  ),
}

const project = (): string => {
  const folder = path('tickets')
  for (const [name, text] of Object.entries(tickets)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const dev = ['dev', '--engine', 'dynoxide']

const open: PseudoTerminal[] = []

afterEach(async () => {
  for (const terminal of open.splice(0)) {
    terminal.kill()
    await terminal.closed
  }
})

const onTerminal = (...args: Parameters<typeof onPseudoTerminal>): PseudoTerminal => {
  const terminal = onPseudoTerminal(...args)
  open.push(terminal)
  return terminal
}

const quit = async (terminal: PseudoTerminal): Promise<number | null> => {
  terminal.type('q')
  return terminal.closed
}

describe('the screen of dev', () => {
  it.each([
    { columns: 80, rows: 24 },
    { columns: 200, rows: 50 },
  ])(
    'stays steady on $columns x $rows, with endpoint, counts, changes and keys in view',
    async size => {
      const terminal = onTerminal(dev, size, { folder: project() })

      const lines = await terminal.whenShown('caught up', '40 seen')
      expect(lines[0]).toMatch(/^ tailrace dev {2}serverless\.yml {2}caught up/)
      expect(lines[1]).toMatch(/^tables {2}http:\/\/127\.0\.0\.1:\d+ {2}tickets$/)
      expect(lines.find(line => line.includes('(function)'))).toMatch(/ 40 +0 +0 +0 +0$/)
      expect(
        lines.filter(line => /^INSERT ticket-\d+ {2}webhook: applied$/.test(line)).length,
      ).toBeGreaterThan(3)
      expect(lines.at(-1)).toContain('q quit')
      expect(lines.every(line => line.length <= size.columns)).toBe(true)

      expect(await quit(terminal)).toBe(0)
      // What is left is what was there before, and the account: 40 changes are not scrolled through.
      const left = terminal.lines().join('\n')
      expect(left).toContain('40 changes: 40 applied')
      expect(left).not.toContain('INSERT')
    },
    limitMs,
  )

  it(
    'writes, shows a change, pauses and goes on as its keys say',
    async () => {
      const terminal = onTerminal(dev, { columns: 120, rows: 40 }, { folder: project() })
      await terminal.whenShown('caught up', '40 seen')

      terminal.type('w')
      await terminal.whenShown('wrote votes of an item of tickets (MODIFY)', '41 seen', 'MODIFY ticket-')
      terminal.type('kd')
      const detail = await terminal.whenShown('SequenceNumber', 'function        webhook')
      expect(detail.some(line => line.startsWith('MODIFY ticket-'))).toBe(true)
      terminal.type('dp')
      await terminal.whenShown('  paused')
      terminal.type('w')
      await terminal.whenShown('41 seen')
      terminal.type('p')
      await terminal.whenShown('42 seen')
      terminal.type('r')
      await terminal.whenShown('nothing is parked')
      expect(await quit(terminal)).toBe(0)
    },
    limitMs,
  )

  it(
    'takes a new size and Ctrl-C as any program does',
    async () => {
      const terminal = onTerminal(dev, { columns: 80, rows: 24 }, { folder: project() })
      await terminal.whenShown('caught up')

      terminal.type('\u0003')
      expect(await terminal.closed).toBe(130)
      // The cursor and the wrapping of lines are back.
      expect(terminal.written()).toContain('\u001b[?25h')
      expect(terminal.written().lastIndexOf('\u001b[?1049l')).toBeGreaterThan(
        terminal.written().lastIndexOf('\u001b[?1049h'),
      )
    },
    limitMs,
  )

  it(
    'has no colour with NO_COLOR',
    async () => {
      const terminal = onTerminal(
        dev,
        { columns: 80, rows: 24 },
        { folder: project(), env: { NO_COLOR: '1' } },
      )
      await terminal.whenShown('caught up', '40 seen')

      expect(await quit(terminal)).toBe(0)
      expect(terminal.written()).not.toMatch(/\u001b\[\d*(;\d+)*m/)
    },
    limitMs,
  )

  it(
    'is none in a pipe: plain lines, and no word to a terminal',
    async () => {
      const command = startTailrace(dev, project())
      await command.whenOut('ticket-39')
      command.kill('SIGINT')

      const { out, said } = await command.closed
      expect(out.match(/^INSERT ticket-/gm)).toHaveLength(40)
      expect(out + said).not.toContain('\u001b')
    },
    limitMs,
  )

  it(
    'leaves what is wrong with a project on the terminal',
    async () => {
      const folder = project()
      writeFileSync(join(folder, 'webhook.mjs'), 'export const handler = (\n')
      const terminal = onTerminal(dev, { columns: 80, rows: 24 }, { folder })

      expect(await terminal.closed).not.toBe(0)
      expect(terminal.written()).toContain('webhook.mjs')
      expect(terminal.written()).not.toContain('\u001b[?1049h')
    },
    limitMs,
  )
})
