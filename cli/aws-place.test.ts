import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { notedTerminal } from '../test/support/noted-terminal.ts'
import { atPlace } from './aws-place.ts'
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
