import type { Reporter } from 'vitest/node'

/** Ends a run with `N passed, N failed, N skipped` alone on a line, for whoever reads only that. */
export const closingLine = (): Reporter => ({
  onTestRunEnd: modules => {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1
      // A file that does not load, or whose set-up fails, has no failed test to show for it.
      if (module.state() === 'failed' && ![...module.children.allTests('failed')].length) counts.failed += 1
    }
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  },
})
