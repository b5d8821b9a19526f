import { raise } from '../../core/errors/pipeline-error.ts'
import { isLocalPlace } from '../verify/source/is-local.ts'
import { monitoringFaults } from './faults.ts'

/** Where something is to be written. */
export interface WritePlace {
  readonly account: string
  readonly region: string
  readonly table: string
}

/** Who asks for a write, and who is told where it goes. */
export interface WriteAsked {
  /** Every request goes to this machine. */
  readonly isLocal: boolean
  readonly allowWrites: boolean
  readonly say: (line: string) => void
}

/** The same with an environment that says where requests go. */
export interface WriteRequest extends Omit<WriteAsked, 'isLocal'> {
  readonly env: Readonly<Record<string, string | undefined>>
}

/** True where every request goes to this machine, those to CloudWatch and those to DynamoDB. */
export const writesStayHere = (env: WriteRequest['env']): boolean =>
  ['AWS_ENDPOINT_URL_CLOUDWATCH', 'AWS_ENDPOINT_URL_DYNAMODB'].every(name => {
    const endpoint = env[name] || env['AWS_ENDPOINT_URL']
    return endpoint !== undefined && endpoint !== '' && isLocalPlace(endpoint)
  })

/**
 * Says where something goes, and lets it go there only if that is this machine or somebody asked for it.
 *
 * @throws PipelineError `monitoring.writes-refused`
 */
export const showAndAllow = (
  what: string,
  place: WritePlace,
  { isLocal, allowWrites, say }: WriteAsked,
): void => {
  const { account, region, table } = place
  say(`${what}: account ${account}, region ${region}, table ${table}`)
  if (!allowWrites && !isLocal) throw raise(monitoringFaults, 'monitoring.writes-refused', { what, ...place })
}
