import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { notedTerminal } from '../test/support/noted-terminal.ts'
import { writeSessionNote } from '../operations/dev/session-file.ts'
import { temporaryPaths } from '../test/support/temporary-folder.ts'
import type { AwsPlaceOptions } from './aws-place.ts'
import { atPlace } from './aws-place.ts'
import { envForTable } from './running-dev.ts'
import { operatorCommands } from './operator-commands.ts'
import { exitCodes } from './exit-code.ts'

const lending = (env: Readonly<Record<string, string>>) => {
  const lent: Record<string, string> = {}
  const terminal = { ...notedTerminal(env), lend: (given: object) => void Object.assign(lent, given) }
  return { lent, terminal }
}

describe('the place of an operator’s command', () => {
  it('is what was given, for every service, whatever the environment says of one', () => {
    const endpoint = 'http://127.0.0.1:4566'
    const { lent, terminal } = lending({ AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:1', HOME: '/h' })

    const { env } = atPlace(terminal, { region: 'eu-west-1', profile: 'shop', endpoint })

    const meant = {
      AWS_REGION: 'eu-west-1',
      AWS_PROFILE: 'shop',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH: endpoint,
    }
    expect(env).toEqual({ HOME: '/h', ...meant })
    expect(lent).toEqual(meant)
  })

  it('is that of the environment where none was given', () => {
    const { lent, terminal } = lending({ AWS_REGION: 'eu-west-1' })

    expect(atPlace(terminal, {}).env).toEqual({ AWS_REGION: 'eu-west-1' })
    expect(lent).toEqual({})
  })

  it('is the tailrace dev of the folder that has the table, unless an account or an endpoint is named', () => {
    const folder = temporaryPaths()('project')
    const endpoint = 'http://127.0.0.1:4748'
    writeSessionNote(folder, {
      ...{ pid: process.pid, startedAtMs: 0, file: 'serverless.yml', endpoint, region: 'eu-west-1' },
      tables: [{ id: 'T', tableName: 'shop', streamArn: 'arn' }],
      ...{ functions: [], runFolder: folder, sinks: {} },
    })
    const askedFor = (options: AwsPlaceOptions, table = 'shop') => {
      const terminal = notedTerminal({}, { folder })
      const env = envForTable(atPlace(terminal, options), table, options)
      return [env['AWS_ENDPOINT_URL_DYNAMODB'], terminal.saidText() !== '']
    }

    expect(askedFor({})).toEqual([endpoint, true])
    expect(askedFor({}, 'other')).toEqual([undefined, false])
    expect(askedFor({ region: 'eu-west-1' })).toEqual([undefined, false])
    expect(askedFor({ profile: 'prod' })).toEqual([undefined, false])
    expect(askedFor({ endpoint: 'http://127.0.0.1:4566' })).toEqual(['http://127.0.0.1:4566', false])
  })

  it.each(['', 'localhost:4566', '4566', 'ftp://127.0.0.1'])('is refused as %j', endpoint => {
    const { lent, terminal } = lending({})

    expect(() => atPlace(terminal, { endpoint })).toThrow(
      expect.objectContaining({ code: 'command.endpoint-invalid' }),
    )
    expect(lent).toEqual({})
  })

  it.each(['doctor', 'alarms apply', 'alarms diff', 'alarms remove', 'cost', 'metrics', 'hot-keys'])(
    'can be given to %s, with the form of its output',
    path => {
      expect(optionsOf(path)).toEqual(
        expect.arrayContaining(['--region', '--endpoint', '--profile', '--output']),
      )
    },
  )

  it.each(['dashboard apply', 'dashboard remove'])(
    'can be given to %s, with the form of its output',
    path => {
      expect(optionsOf(path)).toEqual(
        expect.arrayContaining(['--region', '--endpoint', '--profile', '--output', '--allow-writes']),
      )
    },
  )
})

const optionsOf = (path: string): readonly (string | undefined)[] => {
  const program = new Command()
  for (const add of operatorCommands) add(program, notedTerminal({}), { code: exitCodes.done })
  const found = path
    .split(' ')
    .reduce<Command | undefined>(
      (command, name) => command?.commands.find(each => each.name() === name),
      program,
    )
  return found?.options.map(({ long }) => long) ?? []
}
