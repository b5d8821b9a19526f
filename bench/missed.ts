/**
 * What was measured where a goal is not met: `--check` holds these rows to it, so that they get no worse. Why they are
 * missed is in README.md.
 */
export const missed: Readonly<Record<string, number>> = {
  'row 9: whole job, x floor': 3.93,
  'row 9: whole job, of the same by hand': 1.28,
  'row 9: faster than naive': 1.3,
  'row 9: faster than aws-lambda-stream': 1.46,
  'row 10: cheaper on parsed records': 9.4,
  'row 12: coalescing, faster than one by one': 105,
  'row 13: own code’s import, of the typical function’s': 0.28,
  'rows 14, 15: first effect, projections, search': 1.07,
  'rows 14, 15: first effect, projections, cache': 1.11,
  'row 17: peak memory of 6 MB, x parsing it': 1.98,
}
