import type { AwsAccess } from '../../adapters/aws/aws-access.ts'
import { loadSdk } from '../../adapters/aws/load-sdk.ts'
import type { Deployment } from '../checks/deployment.ts'
import { ask } from './ask.ts'

/** Names of the pipes of EventBridge that read the table's stream, those that are stopped left out. */
export const readPipes = async (
  { settings }: AwsAccess,
  { LatestStreamArn: stream }: Deployment['table'],
): Promise<Deployment['pipes']> => {
  if (stream === undefined) return { isKnown: true, value: [] }
  return ask('pipes:ListPipes', async () => {
    const { paginateListPipes, PipesClient } = await loadSdk(
      '@aws-sdk/client-pipes',
      async () => import('@aws-sdk/client-pipes'),
    )
    const client = new PipesClient(settings)
    try {
      const names: string[] = []
      for await (const { Pipes = [] } of paginateListPipes({ client }, { SourcePrefix: stream })) {
        const reading = Pipes.filter(
          ({ Source, DesiredState }) => Source === stream && DesiredState !== 'STOPPED',
        )
        names.push(...reading.flatMap(({ Name }) => Name ?? []))
      }
      return names
    } finally {
      client.destroy()
    }
  })
}
