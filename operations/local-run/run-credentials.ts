import type { LocalCredentials } from '../../local-servers/door/local-credentials.ts'
import { newLocalCredentials } from '../../local-servers/door/local-credentials.ts'
import type { TableEngine } from '../../local-servers/table/engine.ts'

/**
 * What a run goes by at the table engine: credentials of its own where the engine is its own. One that runs anyway may
 * keep its tables apart by key id and region, so there it is what the environment says, as for every other program.
 */
export const runCredentials = (
  { kind }: Pick<TableEngine, 'kind'>,
  env: Readonly<Record<string, string | undefined>>,
  newId: () => string,
): LocalCredentials => {
  if (kind !== 'endpoint') return newLocalCredentials(newId)
  return {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? 'local',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? 'local',
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
  }
}
