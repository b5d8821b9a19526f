import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fetchMavenEngine } from '../../local-servers/fetch-maven-engine.ts'
import { findJavas } from '../../local-servers/find-java.ts'
import type { MavenEngine } from '../../local-servers/maven-files.ts'

/** The library that EventBridge and Lambda match with, and what it needs. */
const eventRuler: MavenEngine = {
  what: 'event-ruler',
  name: 'event-ruler',
  version: '2.1.0',
  files: [
    {
      coordinates: 'software.amazon.event.ruler:event-ruler:2.1.0',
      file: 'event-ruler-2.1.0.jar',
      bytes: 167_124,
      sha1: '204ee838380614b7d38985a7517b23518ce4e849',
    },
    {
      coordinates: 'ch.randelshofer:fastdoubleparser:2.0.1',
      file: 'fastdoubleparser-2.0.1.jar',
      bytes: 195_941,
      sha1: 'ccf4a1c0441e7af5cf24c7b3a9766b2e2646bdea',
    },
    {
      coordinates: 'com.fasterxml.jackson.core:jackson-annotations:2.22',
      file: 'jackson-annotations-2.22.jar',
      bytes: 84_211,
      sha1: '15c67f9498d6934cff9510fc70c5a12e52290457',
    },
    {
      coordinates: 'com.fasterxml.jackson.core:jackson-core:2.22.2',
      file: 'jackson-core-2.22.2.jar',
      bytes: 594_200,
      sha1: '13a748ea3e329fa220076e021b45c8391b32420c',
    },
    {
      coordinates: 'com.fasterxml.jackson.core:jackson-databind:2.22.2',
      file: 'jackson-databind-2.22.2.jar',
      bytes: 1_708_473,
      sha1: '921bd2092b0c539b2876de7063d55c72edcd05d3',
    },
  ],
}

/** Asks the library about pairs of a pattern and an event, as texts. */
export type AskEventRuler = (pairs: readonly (readonly [string, string])[]) => Promise<readonly string[]>

const program = join(import.meta.dirname, 'Rule.java')

/**
 * The library, ready to be asked, or why it is not: Java from 17 on and Maven bring it.
 *
 * @param cacheFolder where it is kept between runs
 */
export const eventRulerOrReason = async (
  cacheFolder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AskEventRuler | string> => {
  const java = (await findJavas(env)).find(({ major }) => major >= 17)
  if (java === undefined) return 'no Java from 17 on'
  try {
    const folder = await fetchMavenEngine(eventRuler, { cacheFolder, onProgress: () => undefined })
    return async pairs => {
      const child = spawn(java.command, ['-cp', join(folder, '*'), program])
      child.stdin.end(pairs.map(pair => `${JSON.stringify(pair)}\n`).join(''))
      const [answers, complaints] = await Promise.all([text(child.stdout), text(child.stderr)])
      const lines = answers.split('\n').slice(0, -1)
      if (lines.length !== pairs.length) throw new Error(`${lines.length} answers: ${complaints}`)
      return lines
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
