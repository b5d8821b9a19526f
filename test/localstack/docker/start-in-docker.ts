import { spawnSync } from 'node:child_process'
import { systemClock } from '../../../core/clock.ts'
import { freePort } from '../../../local-servers/start-server.ts'
import type { RunningLocalStack } from '../running.ts'
import { isHealthy, sharedSettings } from '../running.ts'

/** The last image that needs no account; docker-compose.yml names the same. */
const image = 'localstack/localstack:4.14.0'

const docker = (...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`docker ${args[0]} failed: ${stderr.trim()}`)
  return stdout.trim()
}

/** Whether a Docker engine answers; the command alone does not tell. */
export const dockerAnswers = (): boolean => spawnSync('docker', ['version'], { timeout: 20_000 }).status === 0

/**
 * Starts LocalStack in a container on the host's network, so that functions reach search index and cache where the
 * tests started them: on loopback.
 */
export const startInDocker = async (): Promise<RunningLocalStack> => {
  const port = await freePort()
  const settings = {
    ...sharedSettings,
    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    LOCALSTACK_HOST: `127.0.0.1:${port}`,
    LAMBDA_DOCKER_NETWORK: 'host',
    // Functions are arm64 in AWS; here they run on whatever this is.
    LAMBDA_IGNORE_ARCHITECTURE: '1',
  }
  const id = docker(
    ...['run', '--detach', '--rm', '--network', 'host'],
    ...['--volume', '/var/run/docker.sock:/var/run/docker.sock'],
    ...Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    image,
  )
  const stop = async (): Promise<void> => {
    // Not killed: it has to end the containers of the functions, which are not its children.
    docker('stop', '--time', '30', id)
    await Promise.resolve()
  }
  const deadlineMs = systemClock.now() + 180_000
  while (!(await isHealthy(port))) {
    if (systemClock.now() > deadlineMs) {
      const words = docker('logs', '--tail', '20', id)
      await stop()
      throw new Error(`LocalStack did not become ready in its container:\n${words}`)
    }
    await systemClock.wait(250)
  }
  return { endpoint: `http://127.0.0.1:${port}`, how: 'in Docker', stop }
}
