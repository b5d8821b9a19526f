import { defineFaults } from '../../core/errors/define-faults.ts'

/** Errors of filling a new index. */
export const rebuildFaults = defineFaults({
  'rebuild.argument-invalid': {
    disposition: 'stop',
    message: (d: { option: string; value: string; allowed: string }) =>
      `${d.option} is ${JSON.stringify(d.value)}, it must be ${d.allowed}.`,
    remedy: 'See `tailrace rebuild --help`.',
  },
  'rebuild.index-unknown': {
    disposition: 'stop',
    message: (d: { index: string; known: readonly string[] }) =>
      `No processor here keeps an index ${d.index}; known are ${d.known.join(', ') || 'none'}.`,
    remedy: 'Give one of these with --index, or the table or function of a search index.',
  },
  'rebuild.index-open': {
    disposition: 'stop',
    message: (d: { known: readonly string[] }) => `There are several indexes: ${d.known.join(', ')}.`,
    remedy: 'Say with --index which one is to be built anew.',
  },
  'rebuild.sink-unsupported': {
    disposition: 'stop',
    message: (d: { index: string; place: string }) =>
      `${d.index} at ${d.place} is in no OpenSearch that SEARCH_URL names, so no second index can be made beside it.`,
    remedy:
      'Rebuild it in place, without --new-index: SQLite and memory have no aliases. For an OpenSearch, give its URL in SEARCH_URL.',
  },
  'rebuild.alias-missing': {
    disposition: 'stop',
    message: (d: { index: string }) =>
      `${d.index} is an index itself and no alias, so nothing can take its place.`,
    remedy:
      'Rebuild it in place; or, once, stop the functions, copy it with _reindex to NAME-001 and let an alias of its name point there.',
  },
  'rebuild.alias-forked': {
    disposition: 'stop',
    message: (d: { index: string; live: readonly string[] }) =>
      `${d.index} points to several indexes: ${d.live.join(', ')}.`,
    remedy: 'Let the alias point to one of them.',
  },
  'rebuild.filling-other': {
    disposition: 'stop',
    message: (d: { index: string; filling: string }) =>
      `${d.filling} is being filled beside ${d.index} already, by a run that is under way or was ended.`,
    remedy:
      'Go on with that run by --resume and its file; without it --adopt compares and switches, and --abandon gives it up.',
  },
  'rebuild.alias-moved': {
    disposition: 'stop',
    message: (d: { index: string; was: string; is: string }) =>
      `${d.index} points to ${d.is}, and pointed to ${d.was} when the run began.`,
    remedy: 'Somebody else switched it. Look at what it is for, then --abandon this run and begin anew.',
  },
  'rebuild.stream-missing': {
    disposition: 'stop',
    message: (d: { tableName: string }) => `Table ${d.tableName} has no stream that is on.`,
    remedy: 'What changes during a rebuild comes by the stream: turn it on, and let the function read it.',
  },
  'rebuild.stream-changed': {
    disposition: 'stop',
    message: (d: { tableName: string; was: string; is: string }) =>
      `The stream of ${d.tableName} was ${d.was} when the run began, and is ${d.is || 'none'}.`,
    remedy: 'What changed in between may be in neither: --abandon the run and begin anew.',
  },
  'rebuild.lateness-unreadable': {
    disposition: 'stop',
    message: (d: { reason: string }) => `Nothing shows that the functions keep up: ${d.reason}.`,
    remedy: 'Let the caller use cloudwatch:GetMetricData in the region of the functions; then go on.',
  },
  'rebuild.stream-late': {
    disposition: 'stop',
    message: (d: { lateMs: number; mostMs: number }) =>
      `The functions are ${Math.round(d.lateMs / 1000)} s behind their streams, and at most ${Math.round(d.mostMs / 1000)} s is allowed.`,
    remedy: 'Let them catch up, or allow more with --max-late; then go on.',
  },
  'rebuild.stream-trimmed': {
    disposition: 'stop',
    message: (d: { lateMs: number }) =>
      `For ${Math.round(d.lateMs / 3_600_000)} h nothing shows that changes arrived, and a stream keeps them for 24.`,
    remedy: 'Some may be in neither index: --abandon the run and begin anew.',
  },
  'rebuild.index-gone': {
    disposition: 'stop',
    message: (d: { index: string }) => `The index ${d.index} is not the one that this run has made.`,
    remedy: '--abandon the run and begin anew.',
  },
  'rebuild.differs': {
    disposition: 'stop',
    message: (d: { index: string; standing: number; most: number }) =>
      `${d.standing} documents of ${d.index} differ from their items, so the alias was not switched; at most ${d.most} are mended.`,
    remedy:
      'The lines above name them. Mend the cause, or allow more with --max-repairs, then run the same with --resume.',
  },
  'rebuild.state-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `Nothing can be resumed from ${d.file}: ${d.reason}.`,
    remedy:
      'Give the file that an interrupted run named. Without it, --adopt goes on with the index that is being filled.',
  },
  'rebuild.state-unwritable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} cannot be written: ${d.reason}.`,
    remedy: 'Make room, then run the same command with --resume.',
  },
  'rebuild.state-other': {
    disposition: 'stop',
    message: (d: { file: string; was: string; is: string }) =>
      `${d.file} is of a run over ${d.was}, and this one is over ${d.is}.`,
    remedy: 'Give the same table, index and options as then.',
  },
  'rebuild.nothing-to-adopt': {
    disposition: 'stop',
    message: (d: { index: string }) => `No index is being filled beside ${d.index}.`,
    remedy: 'Begin with --new-index.',
  },
  'rebuild.mapping-unreadable': {
    disposition: 'stop',
    message: (d: { file: string; reason: string }) => `${d.file} is no mapping: ${d.reason}.`,
    remedy: 'Give a JSON file with "mappings", "settings" or both, as OpenSearch takes them for a new index.',
  },
  'rebuild.writes-refused': {
    disposition: 'stop',
    message: (d: { account: string; region: string; table: string; index: string }) =>
      `This would write to ${d.index}, the index of table ${d.table} in ${d.region} of account ${d.account}.`,
    remedy: 'If that is meant, say so with --allow-writes; --dry-run shows what would be done.',
  },
})
