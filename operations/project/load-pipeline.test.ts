import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { loadPipeline } from './read-project.ts'

const path = temporaryPaths()

const fileOf = (name: string, code: string): { readonly file: string } => {
  const file = path(name)
  writeFileSync(file, code)
  return { file }
}

describe('the pipeline of a function', () => {
  it.each([
    ['an ES module', 'plain.mjs', 'export const handler = () => 1'],
    ['CommonJS', 'plain.cjs', 'exports.handler = (event, context, callback) => callback(null)'],
    ['a class', 'class.mjs', 'export const handler = () => 1; export class Pipeline {}'],
  ])('is none where %s exports none', async (_, name, code) => {
    expect(await loadPipeline(fileOf(name, code), {})).toBeUndefined()
  })

  it.each([
    ['ES', 'own.mjs', 'export const pipeline = env => ({ processors: [env.A] })'],
    ['CommonJS', 'own.cjs', 'exports.pipeline = env => ({ processors: [env.A] })'],
  ])('is what %s builds with the environment', async (_, name, code) => {
    expect(await loadPipeline(fileOf(name, code), { A: 'a' })).toEqual({ processors: ['a'] })
  })

  it.each([
    ['is no function', 'export const pipeline = { processors: [] }'],
    ['throws: no such sink', 'export const pipeline = () => { throw new Error("no such sink") }'],
    ['gives no registry', 'export { pipeline } from "node:stream/promises"; process.noDeprecation = true'],
    ['gives no registry', 'export const pipeline = () => undefined'],
  ])('is refused where it %s', async (reason, code) => {
    const given = fileOf('wrong.mjs', code)

    await expect(loadPipeline(given, {})).rejects.toThrow(
      reason === 'gives no registry'
        ? /The export pipeline of .*wrong\.mjs (gives no registry|throws: )/
        : `The export pipeline of ${given.file} ${reason}.`,
    )
  })

  it('says of a module that does not load why', async () => {
    await expect(loadPipeline(fileOf('broken.mjs', 'export const pipeline = ('), {})).rejects.toThrow(
      /broken\.mjs:1:26: Unexpected end of file/,
    )
  })
})
