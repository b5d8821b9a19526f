import { mkdirSync } from 'node:fs'
import { CommanderError } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../core/clock.ts'
import type { StubAccount } from '../test/support/aws-stub/stub-account.ts'
import { deploymentStub } from '../test/support/aws-stub/deployment-stub.ts'
import { healthyAccount } from '../test/support/healthy-account.ts'
import { temporaryPaths } from '../test/support/temporary-folder.ts'
import { errorLine, exitCodeOf, exitCodes } from './exit-code.ts'
import type { Outcome } from './add-command.ts'
import { newProgram } from './program.ts'
import type { Terminal } from './terminal.ts'

let account: StubAccount = healthyAccount()
const stub = deploymentStub(() => account)
const folder = temporaryPaths()('empty')
mkdirSync(folder)

/** What this command does not ask of the world. */
const idle: Omit<Terminal, 'env' | 'folder' | 'out' | 'say'> = {
  clock: systemClock,
  input: async function* () {},
  flush: async () => Promise.resolve(),
  signal: new AbortController().signal,
  lend: () => undefined,
  keepLocal: () => undefined,
  tty: undefined,
  random: () => 0,
  newId: () => 'id',
  platform: 'linux',
  arch: 'x64',
  homeFolder: folder,
}

const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'a-marked-secret', AWS_REGION: 'eu-west-1' }

/** The command line in this process. */
const run = async (...args: readonly string[]) => {
  const said: Record<'out' | 'say', string> = { out: '', say: '' }
  const outcome: Outcome = { code: 0 }
  const terminal: Terminal = {
    ...idle,
    env,
    folder,
    out: text => void (said.out += text),
    say: text => void (said.say += text),
  }
  const program = newProgram(terminal, outcome)
  for (const command of program.commands) command.exitOverride()
  try {
    await program.parseAsync(['doctor', '--table', 'shop', ...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) outcome.code = exitCodes.usage
    else {
      terminal.say(errorLine(error))
      outcome.code = exitCodeOf(error)
    }
  }
  return { code: outcome.code, out: said.out, said: said.say }
}
const look = async (...args: readonly string[]) => run('--endpoint', stub.endpoint(), ...args)

describe('tailrace doctor', () => {
  beforeEach(() => {
    account = healthyAccount()
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it('prints nothing of a healthy deployment and exits with 0, after saying what its sample may cost', async () => {
    const { code, out, said } = await look()

    expect([code, out]).toEqual([0, ''])
    expect(said).toMatch(/^a sample of its items is read, for 100 read units at most\n/)
    expect(said).toContain('0 findings, 1 not checked')
  })

  it('exits with 6 where something breaks, with what, why, fix and link', async () => {
    account.table['StreamSpecification'] = undefined
    account.table['LatestStreamArn'] = undefined

    const { code, out } = await look()

    expect(code).toBe(6)
    expect(out).toMatch(
      /^breaks shop: its stream is off \(stream\)\n {7}why: .+\n {7}fix: aws dynamodb update-table --table-name shop .+\n {7}see: https:/,
    )
  })

  it('exits with 0 for warnings, and gives one object to a program', async () => {
    account.pitr = false

    const { code, out } = await look('--json')

    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      format: 1,
      table: 'shop',
      region: 'eu-west-1',
      account: '111122223333',
      findings: [
        {
          check: 'point-in-time-recovery',
          pitfall: 'no-backup',
          subject: 'shop',
          severity: 'warns',
          what: 'point-in-time recovery is off',
          why: expect.any(String) as unknown,
          fix: expect.stringContaining('aws dynamodb update-continuous-backups --table-name shop') as unknown,
          see: expect.stringMatching(/^https:/) as unknown,
        },
      ],
      notChecked: [{ check: 'processors', because: expect.any(String) as unknown }],
    })
  })

  it('says in one line what is wrong with credentials, endpoint and options, and shows no secret', async () => {
    account.refused = {
      DescribeTable: { status: 400, type: 'ExpiredTokenException', message: 'The security token is expired' },
    }
    const expired = await look()
    const endpoint = await run('--endpoint', 'nowhere')
    const units = await look('--max-read-units', 'some')

    expect(expired).toMatchObject({ code: 5, out: '' })
    expect(expired.said).toMatch(/^tailrace: AWS does not take the credentials .+ aws sso login .+\n$/)
    expect(endpoint).toMatchObject({ code: 2, out: '' })
    expect(endpoint.said).toContain('--endpoint is "nowhere"')
    expect(units.code).toBe(2)
    expect(expired.said + endpoint.said + units.said).not.toContain('a-marked-secret')
  })

  it('says where it looks before anything else, off this machine', async () => {
    const away = stub.endpoint().replace('127.0.0.1', '0.0.0.0')

    const { said } = await run('--endpoint', away)

    expect(said).toMatch(/^table shop in eu-west-1 of account 111122223333\n/)
  })

  it('shows no value of a variable or an item, whatever it finds', async () => {
    account.functions['shop-orders'] = {
      ...account.functions['shop-orders'],
      Environment: {
        Variables: { SEARCH_URL: 'opensearch+http://user:marked-password@localhost:9200', X: 'marked-x' },
      },
    }
    account.items = Array.from({ length: 300 }, () => ({ PK: { S: 'marked-key' }, SK: { S: 'marked-sort' } }))

    const [human, machine, policy] = [await look(), await look('--json'), await look('--policy')]

    expect(human.out).toContain('SEARCH_URL')
    for (const { out, said } of [human, machine, policy]) expect(out + said).not.toContain('marked')
  })
})
