/** How commands are called, by their names: what `--help` shows, and what the reference shows. */
export const commandExamples: Readonly<Record<string, readonly string[]>> = {
  init: ['tailrace init', 'tailrace init --into packages/tickets --deploy sam --yes'],
  dev: [
    'tailrace dev',
    'tailrace dev --once --chaos 0.2 --seed 1',
    'tailrace dev --file infra/serverless.yml',
    'tailrace dev --record run.ndjson.gz --redact email,address.street',
  ],
  status: ['tailrace status', 'tailrace status --output ndjson'],
  replay: ['tailrace replay event.json', 'tailrace replay records.ndjson --output ndjson'],
  explain: ['tailrace explain records.ndjson'],
  check: ['tailrace check', 'tailrace check --strict --stage prod'],
  filters: ['tailrace filters --out infra/filters.json', 'tailrace filters --out infra/filters.json --check'],
  resources: ['tailrace resources --out pipeline-resources.yml', 'tailrace resources --format cdk'],
  bundle: ['tailrace bundle'],
  tail: ['tailrace tail orders', 'tailrace tail orders --since 15m --output ndjson'],
  open: ['tailrace open run.ndjson.gz', 'tailrace open run.ndjson --output ndjson'],
  mcp: ['tailrace mcp'],
  match: ['tailrace match --pattern pattern.json --event event.json'],
  capture: ['tailrace capture --table orders --since 15m --redact email -o orders.ndjson'],
  redrive: ['tailrace redrive --dry-run', 'tailrace redrive --from s3://parked/prod --processor products'],
  verify: ['tailrace verify', 'tailrace verify --sample 1% --repair --dry-run'],
  rebuild: ['tailrace rebuild --dry-run', 'tailrace rebuild --new-index --mapping mapping.json'],
  touch: ['tailrace touch --table orders --dry-run'],
  doctor: ['tailrace doctor --table orders', 'tailrace doctor --table orders --policy --profile prod'],
  alarms: [
    'tailrace alarms diff --table orders --topic arn:aws:sns:eu-west-1:123456789012:pager',
    'tailrace alarms remove --table orders --allow-writes',
  ],
  cost: ['tailrace cost --table orders --days 30', 'tailrace cost --table orders --prices index.json'],
  metrics: ['tailrace metrics --table orders --metric ConsumedWriteCapacityUnits --since 3h'],
  dashboard: ['tailrace dashboard apply --table orders --function orders-prod-projections --allow-writes'],
  'hot-keys': ['tailrace hot-keys orders.ndjson --partition-key id', 'tailrace hot-keys --table orders'],
}

/** The examples of a command as `--help` shows them; nothing where there are none. */
export const exampleText = (name: string): string => {
  const lines = (commandExamples[name] ?? []).map(line => `\n  ${line}`).join('')
  return lines === '' ? '' : `\nExamples:${lines}`
}
