import { readFileSync } from 'node:fs'

/** The file beside a fixture in which a person wrote down what the shop's sinks hold after it. */
export const goldenFileOf = (fixture: string): string => fixture.replace(/\.(ndjson|json)$/, '.golden.txt')

/** Its lines; `//` begins a remark. */
export const goldenLines = (folder: string, fixture: string): readonly string[] =>
  readFileSync(`${folder}/${goldenFileOf(fixture)}`, 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('//'))
