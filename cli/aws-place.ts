import type { Command } from 'commander'
import { raise } from '../core/errors/pipeline-error.ts'
import { commandFaults } from './faults.ts'
import type { Terminal } from './terminal.ts'

/** Where an operator's command asks AWS, as it was given. */
export interface AwsPlaceOptions {
  readonly region?: string
  readonly endpoint?: string
  readonly profile?: string
}

/** The options of every command that looks at what is deployed. */
export const withAwsPlace = (command: Command): Command =>
  command
    .option('--region <name>', 'else that of the environment or the profile')
    .option('--endpoint <url>', 'of LocalStack, for one; else AWS_ENDPOINT_URL')
    .option('--profile <name>', 'whose credentials are used; else those of the environment')

/** An endpoint that is named is that of every service, whatever the environment has for one of them. */
const endpointVariables = ['', '_DYNAMODB', '_DYNAMODB_STREAMS', '_CLOUDWATCH'].map(
  of => `AWS_ENDPOINT_URL${of}`,
)

const isUrl = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '')

/** True where an account was named, so that no table of this machine is meant. */
export const isAccountNamed = ({ region, profile }: AwsPlaceOptions): boolean =>
  region !== undefined || profile !== undefined

/**
 * A terminal whose environment says the place that was given, to our own code and to the clients of the SDK.
 *
 * @throws PipelineError `command.endpoint-invalid`
 */
export const atPlace = (terminal: Terminal, { region, endpoint, profile }: AwsPlaceOptions): Terminal => {
  if (endpoint !== undefined && !isUrl(endpoint))
    throw raise(commandFaults, 'command.endpoint-invalid', { endpoint })
  const given = {
    ...(region !== undefined && { AWS_REGION: region }),
    ...(profile !== undefined && { AWS_PROFILE: profile }),
    ...(endpoint !== undefined && Object.fromEntries(endpointVariables.map(name => [name, endpoint]))),
  }
  if (Object.keys(given).length === 0) return terminal
  terminal.lend(given)
  return { ...terminal, env: { ...terminal.env, ...given } }
}
