import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { readFunctions } from '../../operations/project/read-functions.ts'
import { readServerless } from '../../operations/project/read-serverless.ts'
import { compiledByDeployTool } from '../support/deploy-tool/compiled.ts'
import type { CompiledProject } from '../support/deploy-tool/compiled-project.ts'
import type { Deployed } from '../support/deploy-tool/deployed.ts'
import { comparable, deployedIn } from '../support/deploy-tool/deployed.ts'
import { writeProject } from '../support/deploy-tool/project-files.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import { generatedEnv, generatedProjects } from './generated-projects.ts'
import { mistakes } from './other-peoples-mistakes.ts'
import { habits } from './other-peoples-projects.ts'

const path = temporaryPaths()

const env: Readonly<Record<string, string>> = { ...generatedEnv, SIZE: '31', YES: 'true' }

/** The tool casts what is no text. */
const texts = (environment: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const text = (value: unknown): unknown =>
    typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, text(value)]))
}

/** What we read, in the form in which it stands in a template; or the message of our refusal. */
const readByUs = async (folder: string): Promise<ReadonlyMap<string, Deployed> | string> => {
  try {
    const found = await readFunctions(await readServerless(folder, env), 'read')
    return new Map(
      found.map(each => [
        each.deployedName,
        {
          handler: `${each.file}.${each.exportName}`,
          name: each.deployedName,
          timeout: each.timeoutMs / 1000,
          memory: each.memorySizeMb,
          environment: texts(each.environment),
          streams: each.streams.map(({ settings, destinationConfig: DestinationConfig }) =>
            comparable({ ...settings, DestinationConfig }),
          ),
        },
      ]),
    )
  } catch (error) {
    if (!isPipelineError(error)) throw error
    return error.message
  }
}

const all = [...habits, ...mistakes]

// CI asks for more, of other seeds.
const count = Number(process.env['TAILRACE_PROJECTS'] ?? 40)
const seed = Number(process.env['TAILRACE_SEED'] ?? 14)

const folders = new Map(all.map(({ name }) => [name, path('project')]))
const generated = fc
  .sample(generatedProjects, { numRuns: count, seed })
  .map(files => ({ folder: path('generated'), files }))
let compiled: ReadonlyMap<string, CompiledProject>

const projectOf = (name: string): CompiledProject => compiled.get(folders.get(name)!)!

beforeAll(async () => {
  for (const { name, files } of all) writeProject(folders.get(name)!, files)
  for (const { folder, files } of generated) writeProject(folder, files)
  const written = [...folders.values(), ...generated.map(({ folder }) => folder)]
  compiled = await compiledByDeployTool(written, env, path('schemas'))
}, 900_000)

describe('a deploy file', () => {
  it.each(habits)('with $name is read as the deploy tool reads it', async ({ name, onlyWeRefuse }) => {
    const project = projectOf(name)

    const ours = await readByUs(project.folder)

    expect(project.refusal).toBeUndefined()
    if (onlyWeRefuse === undefined) expect(ours).toEqual(deployedIn(project))
    else expect(ours).toContain(onlyWeRefuse)
  })

  it.each(mistakes)('with $name is refused as the deploy tool refuses it', async ({ name }) => {
    const project = projectOf(name)

    const ours = await readByUs(project.folder)

    expect(project.refusal).toBeTypeOf('string')
    expect(ours).toBeTypeOf('string')
  })
})

describe('a generated deploy file', () => {
  it.each(generated)('is read, or refused, as the deploy tool does it ($#)', async ({ folder, files }) => {
    const project = compiled.get(folder)!

    const ours = await readByUs(folder)

    const shown = `${project.refusal ?? ''}\n${files['serverless.yml'] ?? ''}`
    if (project.refusal === undefined) expect(ours, shown).toEqual(deployedIn(project))
    else expect(ours, shown).toBeTypeOf('string')
  })

  it('is not refused as a rule', () => {
    const refused = generated.filter(({ folder }) => compiled.get(folder)!.refusal !== undefined)

    expect(refused.length).toBeLessThan(count / 2)
  })
})
