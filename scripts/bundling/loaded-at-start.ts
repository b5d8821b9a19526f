import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

/** Nothing answers there: what is loaded to find that out is what a start loads. */
const nobody = '127.0.0.1:1'

/** Sinks of the kinds that serverless.yml deploys. */
export const deployedSinks: Readonly<Record<string, string>> = {
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_ENDPOINT_URL: `http://${nobody}`,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'start',
  AWS_SECRET_ACCESS_KEY: 'start',
  SEARCH_URL: `opensearch+https://${nobody}`,
  CACHE_URL: `redis://${nobody}`,
  AUDIT_URL: 's3://bucket/',
  NOTIFY_URL: 'arn:aws:sns:eu-central-1:123456789012:news',
  LEDGER_URL: 'dynamodb://ledger',
  PARK_URL: 's3://bucket/',
  BLOB_URL: 's3://bucket/',
  TABLE_NAME: 'shop',
}

const script = (entry: string): string => `import { registerHooks } from 'node:module'
const loaded = []
registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
await import(${JSON.stringify(pathToFileURL(entry).href)})
process.stdout.write(JSON.stringify(loaded), () => process.exit())
`

/**
 * The files of a bundle that Node loads while Lambda initialises the function, with its deployed sinks named.
 *
 * @param files - contents by path
 * @param entry - path of the module that the handler names
 */
export const loadedAtStart = async (
  files: ReadonlyMap<string, Uint8Array>,
  entry: string,
  env: Readonly<Record<string, string>> = deployedSinks,
): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-start-'))
  try {
    for (const [path, contents] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), contents)
    }
    const start = join(folder, 'start.mjs')
    writeFileSync(start, script(join(folder, entry)))
    const { stdout } = await promisify(execFile)(process.execPath, [start], {
      env,
      encoding: 'utf8',
    })
    const urls = JSON.parse(stdout) as readonly string[]
    const paths = urls
      .filter(url => url.startsWith('file:'))
      .map(url => relative(folder, new URL(url).pathname))
    return [...new Set(paths)].filter(path => files.has(path))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
