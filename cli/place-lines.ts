/** Where the parts of a run are. */
export interface RunPlaces {
  /** Of the tables. */
  readonly endpoint: string
  readonly tables: readonly string[]
  readonly runFolder: string
  readonly sinks: Readonly<Record<string, string>>
  /** File of variables for programs of the user's own. */
  readonly envFile: string
}

/** The sinks of a run in one line, those in its folder by what is below it. */
export const sinksText = ({ sinks, runFolder }: Pick<RunPlaces, 'sinks' | 'runFolder'>): string =>
  Object.entries(sinks)
    .filter(([name]) => name.endsWith('_URL'))
    .map(
      ([name, url]) => `${name.slice(0, -'_URL'.length).toLowerCase()} ${url.replace(`${runFolder}/`, '')}`,
    )
    .join(', ')

/** As a shell takes it for one word. */
const shellWord = (text: string): string =>
  /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** Says where everything of a run is, ready to be pasted. */
export const placeLines = (places: RunPlaces): readonly string[] => [
  `tables   ${places.endpoint}  ${places.tables.join(', ')}`,
  `         your programs and the AWS CLI: set -a; . ${shellWord(places.envFile)}; set +a`,
  `sinks    ${sinksText(places)}`,
  `files    ${places.runFolder}  (functions.log has what functions print)`,
]
