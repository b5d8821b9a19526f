import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isPlain } from '../../../engine/plain.ts'
import type { RunCommand } from './run-command.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What the project's own deploy tool says of its file. */
export type Printed =
  | { readonly type: 'printed'; readonly configuration: unknown; readonly tool: string }
  /** It was not asked, or it could not answer here. */
  | { readonly type: 'none'; readonly note: string | undefined }

const names = ['serverless', 'osls', 'sls']

/** Long enough for a slow machine; the tool starts in seconds. */
const timeLimitMs = 30_000

const packageOf = (path: string): Readonly<Record<string, unknown>> => {
  let folder = dirname(realpathSync(path))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  try {
    const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as unknown
    return isPlain(found) ? found : {}
  } catch {
    return {}
  }
}

/** Version 4 of the framework wants a login, and fetches itself first. */
const needsLogin = (path: string): boolean => {
  const { name, version } = packageOf(path)
  return name === 'serverless' && Number.parseInt(String(version), 10) >= 4
}

/** The tool resolves all or nothing, and would ask the cloud for these. */
const asksTheCloud = /\$\{\s*(ssm|s3|cf|aws:accountId)\b/

/** Whoever asks somebody all the same is answered by nobody. */
const offline = (env: Env): Env => {
  const nobody = 'http://127.0.0.1:9'
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('AWS_'))
  return {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    HTTP_PROXY: nobody,
    HTTPS_PROXY: nobody,
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
    CI: '1',
  }
}

const parsed = (text: string): unknown => {
  try {
    // Plugins may greet before.
    return JSON.parse(text.slice(text.indexOf('{'))) as unknown
  } catch {
    return undefined
  }
}

const firstLine = (text: string): string =>
  text
    .split('\n')
    .map(line => line.trim())
    .find(line => line !== '' && !/^(Error|Environment):?$/.test(line)) ?? 'no reason was given'

/**
 * Lets the deploy tool that the project has installed resolve the deploy file, without a network: it knows its plugins
 * and the sources that they bring. `none` where it is not there, needs a login, or would have to ask the cloud.
 */
export const printedByOwnTool = async (
  folder: string,
  file: string,
  { env, stage, run }: { readonly env: Env; readonly stage: string | undefined; readonly run: RunCommand },
): Promise<Printed> => {
  const name = names.find(each => existsSync(join(folder, 'node_modules', '.bin', each)))
  if (name === undefined) return { type: 'none', note: undefined }
  const tool = join('node_modules', '.bin', name)
  const path = join(folder, tool)
  if (needsLogin(path) || asksTheCloud.test(readFileSync(join(folder, file), 'utf8')))
    return { type: 'none', note: undefined }
  const stages = stage === undefined ? [] : ['--stage', stage]
  const { code, out, said } = await run(path, ['print', '--format', 'json', '--config', file, ...stages], {
    folder,
    env: offline(env),
    timeLimitMs,
  })
  const configuration = code === 0 ? parsed(out) : undefined
  if (isPlain(configuration)) return { type: 'printed', configuration, tool }
  const reason = code === undefined ? `no answer in ${timeLimitMs / 1000} s` : firstLine(said + out)
  return { type: 'none', note: `${tool} cannot resolve ${file} offline (${reason}); it is read without it.` }
}
