// Writes docs/faults.md from the scenarios of test/faults and the run that docs/faults.json records. With --check
// nothing is written: fails when the page is not what they say, or a scenario was never recorded.
import { recordedProblems, writePage } from './faults/recorded.ts'

if (!process.argv.includes('--check')) await writePage()
const problems = await recordedProblems()
for (const problem of problems) process.stdout.write(`${problem}\n`)
if (problems.length > 0) process.exitCode = 1
