import { join } from 'node:path'
import type { CleanUp } from '../../local-servers/clean-up.ts'
import type { AwsCall } from '../../local-servers/refuser/service-of.ts'
import { startRefuser } from '../../local-servers/refuser/start-refuser.ts'
import { givenSinks, localAccessEnv, withoutAccounts } from './safe-environment.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What surrounds the functions of a run: the part of this process's environment they may have, and the run's own. */
export interface FunctionSurroundings {
  readonly process: Env
  readonly run: Env
}

/** What {@link functionSurroundings} takes. */
export interface SurroundingsOptions {
  readonly env: Env
  readonly runFolder: string
  /** Sinks of the run. */
  readonly sinks: Env
  /** Of the tables; without one, they are refused like everything else. */
  readonly endpoint: string | undefined
  readonly region: string
  /** What of this process functions may have: nothing, its AWS account, or that and the sinks that it names. */
  readonly remote: 'refused' | 'account' | 'account-and-sinks'
  readonly onRefused: (call: AwsCall) => void
  readonly cleanUp: CleanUp
}

/** Keeps functions on this machine, unless they were let go. */
export const functionSurroundings = async (options: SurroundingsOptions): Promise<FunctionSurroundings> => {
  const { env, runFolder, sinks, region, remote, cleanUp } = options
  const refuser = await startRefuser(options.onRefused)
  cleanUp.later(refuser.stop)
  const { endpoint = refuser.endpoint } = options
  if (remote !== 'refused') {
    const tables = { AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoint }
    return {
      process: env,
      run: { ...sinks, ...(remote === 'account-and-sinks' && givenSinks(env)), ...tables },
    }
  }
  const nowhere = join(runFolder, 'no-aws-config')
  const access = localAccessEnv(env, { endpoint, region, refuser: refuser.endpoint, nowhere })
  return { process: withoutAccounts(env), run: { ...sinks, ...access } }
}
