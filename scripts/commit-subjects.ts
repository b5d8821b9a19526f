// Subjects of the commits after a base: node scripts/commit-subjects.ts BASE. What is older is taken as it is; a clone
// that does not reach back to the base says so and fails nothing.
import { commitsSince } from './history/commits-since.ts'
import { subjectProblems } from './history/subject-problems.ts'

const [base] = process.argv.slice(2)
if (base === undefined || base === '') {
  process.stdout.write('no base is given, so no subject is looked at\n')
} else {
  const found = commitsSince(base)
  if ('unknown' in found) process.stdout.write(`${found.unknown}, so no subject is looked at\n`)
  else
    for (const { hash, subject } of found.subjects)
      for (const problem of subjectProblems(subject)) {
        process.stdout.write(`${hash} ${subject}: ${problem}\n`)
        process.exitCode = 1
      }
}
