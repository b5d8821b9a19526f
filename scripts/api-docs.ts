// The API reference, made by typedoc from the TSDoc of the package's entries: into .tailrace/api, or with --check nowhere.
// A link that leads nowhere, or a parameter that is not there, fails it.
import { Application } from 'typedoc'
import { publicEntries } from './public-entries.ts'

const isCheck = process.argv.includes('--check')

const app = await Application.bootstrap({
  name: 'Tailrace',
  entryPoints: Object.values(publicEntries()),
  tsconfig: 'tsconfig.json',
  out: '.tailrace/api',
  readme: 'none',
  excludePrivate: true,
  excludeInternal: true,
  // They would lead to a remote of git, which not every checkout has.
  disableSources: true,
  // `tsc` has looked at them.
  skipErrorChecking: true,
  // How the type of an attribute becomes what it is compared with: steps on the way, which nobody has to name.
  intentionallyNotExported: ['ConditionOn', 'IsAny', 'Stored', 'Written'],
  validation: { notExported: true, invalidLink: true, invalidPath: true, notDocumented: false },
  treatValidationWarningsAsErrors: true,
  logLevel: 'Warn',
})
const project = await app.convert()
if (project === undefined) throw new Error('the sources cannot be read')
app.validate(project)
if (!isCheck && !app.logger.hasErrors()) await app.generateOutputs(project)
process.exitCode = app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0
