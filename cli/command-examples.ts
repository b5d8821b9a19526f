/** How commands are called, by their names: what `--help` shows, and what the reference shows. */
export const commandExamples: Readonly<Record<string, readonly string[]>> = {
  init: ['tailrace init', 'tailrace init --into packages/tickets --deploy sam --yes'],
  dev: [
    'tailrace dev',
    'tailrace dev --once --chaos 0.2 --seed 1',
    'tailrace dev --file infra/serverless.yml',
  ],
  status: ['tailrace status', 'tailrace status --output ndjson'],
  replay: ['tailrace replay event.json', 'tailrace replay records.ndjson --output ndjson'],
  explain: ['tailrace explain records.ndjson'],
  check: ['tailrace check', 'tailrace check --strict --stage prod'],
  filters: ['tailrace filters --out infra/filters.json', 'tailrace filters --out infra/filters.json --check'],
  resources: ['tailrace resources --out pipeline-resources.yml', 'tailrace resources --format cdk'],
  match: ['tailrace match --pattern pattern.json --event event.json'],
  capture: ['tailrace capture --table orders --since 15m --redact email -o orders.ndjson'],
  redrive: ['tailrace redrive --dry-run', 'tailrace redrive --from s3://parked/prod --processor products'],
  verify: ['tailrace verify', 'tailrace verify --sample 1% --repair --dry-run'],
}

/** The examples of a command as `--help` shows them; nothing where there are none. */
export const exampleText = (name: string): string => {
  const lines = (commandExamples[name] ?? []).map(line => `\n  ${line}`).join('')
  return lines === '' ? '' : `\nExamples:${lines}`
}
