import { relative, resolve } from 'node:path'
import type { InitReport } from '../operations/init/init.ts'
import { init } from '../operations/init/init.ts'
import type { DeployTool, ProjectStart } from '../operations/init/start.ts'
import { exitCodes } from './exit-code.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'

/** The options of `tailrace init`. */
export interface InitCommandOptions {
  readonly into?: string
  readonly yes: boolean
  readonly deploy?: DeployTool
  readonly language?: ProjectStart['language']
  readonly output: 'human' | 'json'
}

type Ask = NonNullable<Terminal['ask']>

const tools: readonly DeployTool[] = ['serverless', 'sam', 'cdk']

const askedTool = async (ask: Ask): Promise<DeployTool> => {
  const answer = (await ask('Deploy with serverless, sam or cdk? (serverless) ')).trim().toLowerCase()
  if (answer === '') return 'serverless'
  return tools.find(tool => tool.startsWith(answer)) ?? (await askedTool(ask))
}

const askedFolder = async (ask: Ask): Promise<string> => {
  const answer = (await ask('Into which folder? (.) ')).trim()
  return answer === '' ? '.' : answer
}

/** A folder as it has to be typed. */
const typed = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`

const nextSteps = ({ folder }: InitReport, from: string): readonly string[] => {
  const place = relative(from, folder)
  return [...(place === '' ? [] : [`  cd ${typed(place)}`]), '  npm install', '  npx tailrace dev']
}

const reportLines = (report: InitReport, from: string): readonly string[] => {
  const { written, added, left, start } = report
  if (written.length === 0 && added.length === 0)
    return [
      'nothing to do: all of it is there already',
      ...left.map(name => `package.json keeps its ${name}`),
    ]
  return [
    ...written.map(file => `written  ${file}`),
    ...added.map(name => `added    package.json: ${name}`),
    ...left.map(name => `kept     package.json: ${name}, which says something else`),
    ...(start.isBesideOther
      ? ['kept     the deploy file: tailrace resources prints what to add to it for src/changes']
      : []),
    '',
    'Next:',
    ...nextSteps(report, from),
  ]
}

/**
 * `tailrace init`
 *
 * @param version - of this package
 * @throws PipelineError `init.*`
 */
export const initCommand = async (
  options: InitCommandOptions,
  { folder: from, out, ask }: Pick<Terminal, 'folder' | 'out' | 'ask'>,
  version: string,
): Promise<number> => {
  const asks = options.yes ? undefined : ask
  const into = options.into ?? (asks === undefined ? '.' : await askedFolder(asks))
  const deploy = options.deploy ?? (asks === undefined ? 'serverless' : await askedTool(asks))
  const report = init(resolve(from, into), { deploy, language: options.language }, version)
  if (options.output === 'json') {
    const { written, added, left } = report
    json(out)({ event: 'Started', folder: report.folder, deploy, written, added, left })
    return exitCodes.done
  }
  for (const line of reportLines(report, from)) out(`${line}\n`)
  return exitCodes.done
}
