import { dockerAnswers, startInDocker } from './docker/start-in-docker.ts'
import { startOnHost } from './host/start-on-host.ts'
import type { RunningLocalStack } from './running.ts'

/**
 * Starts LocalStack: in Docker where an engine answers, otherwise as a process of this machine. LOCALSTACK_ON, `docker`
 * or `host`, takes the choice away.
 *
 * @throws Missing
 */
export const startLocalStack = async (
  cacheFolder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunningLocalStack> => {
  const { LOCALSTACK_ON: on = dockerAnswers() ? 'docker' : 'host' } = env
  return on === 'docker' ? startInDocker() : startOnHost(cacheFolder, env)
}
