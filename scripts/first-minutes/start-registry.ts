import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** A registry of this machine's own. */
export interface OwnRegistry {
  /** Makes npm use it, with a cache and a configuration of its own. */
  readonly env: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** Its own packages are published by anybody on this machine; all others come from the registry that npm uses. */
const settings = (place: string, uplink: string): object => ({
  storage: join(place, 'storage'),
  // After two requests that failed it would take its uplink for gone, and say of each package that it is not there.
  uplinks: { outside: { url: uplink, timeout: '180s', maxage: '1d', max_fails: 1_000, fail_timeout: '1s' } },
  packages: {
    '{tailrace,create-tailrace}': { access: '$all', publish: '$all' },
    '**': { access: '$all', proxy: 'outside' },
  },
  max_body_size: '50mb',
  log: { type: 'stdout', format: 'json', level: 'error' },
})

const isUp = async (url: string): Promise<boolean> =>
  fetch(`${url}-/ping`).then(
    ({ ok }) => ok,
    () => false,
  )

const npmSetting = (name: string): string =>
  spawnSync('npm', ['config', 'get', name], { encoding: 'utf8' }).stdout.trim()

/** Whom npm trusts where a network signs for what is outside of it; verdaccio asks Node, which would not know. */
const trust = (): NodeJS.ProcessEnv => {
  const file = npmSetting('cafile')
  return file === '' || file === 'null' ? {} : { NODE_EXTRA_CA_CERTS: file }
}

/** Starts verdaccio on loopback. @throws Error where it does not come up */
export const startRegistry = async (place: string): Promise<OwnRegistry> => {
  const uplink = npmSetting('registry')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const file = join(place, 'verdaccio.yaml')
  writeFileSync(file, JSON.stringify(settings(place, uplink)))
  const program = join('node_modules', 'verdaccio', 'bin', 'verdaccio')
  const args = [program, '--config', file, '--listen', `127.0.0.1:${port}`]
  const env = { ...trust(), ...process.env }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const rc = join(place, 'npmrc')
  writeFileSync(rc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=anybody\n`)
  const settingsOfNpm = {
    npm_config_userconfig: rc,
    npm_config_registry: url,
    npm_config_cache: join(place, 'cache'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_fetch_retries: '5',
    npm_config_fetch_timeout: '300000',
  }
  for (let tries = 0; !(await isUp(url)); tries += 1) {
    if (tries > 480 || child.exitCode !== null) throw new Error('the registry on loopback does not come up')
    await wait(250)
  }
  return {
    env: settingsOfNpm,
    close: async () => {
      const closed = once(child, 'close')
      child.kill()
      await closed
    },
  }
}
