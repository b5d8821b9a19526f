import { describe, expect, it } from 'vitest'
import { decisionIndex, decisionProblems } from './decisions/decision-records.ts'

const page = (file: string, text: string) => ({ file, text })
const good = page('0007-one-way.md', '# 0007: One way\n\nBecause.\n')

describe('decisions', () => {
  it('have a number, a title and a short text', () => {
    expect(decisionProblems([good])).toEqual([])
  })

  it.each([
    ['one-way.md', '# One way\n', 'is not called NUMBER-some-words.md'],
    ['0008-two.md', '# Two\n', 'does not begin with # 0008: and its title'],
    ['0008-two.md', '# 8. Two\n', 'does not begin with # 0008: and its title'],
    ['0008-two.md', '# 0009: Two\n', 'does not begin with # 0008: and its title'],
    ['0008-two.md', `# 0008: ${'Two'.repeat(40)}\n`, 'has a title that is too long, or a sentence'],
    ['0008-two.md', '# 0008: Two\n\n## Context\n', 'has a second heading'],
    ['0008-two.md', `# 0008: Two\n${'\nmore'.repeat(39)}\n`, 'has 41 lines, and 40 are enough'],
    ['0007-two.md', '# 0007: Two\n', 'has the number of 0007-one-way.md'],
  ])('of another form are told of: %s %.20s', (file, text, problem) => {
    expect(decisionProblems([good, page(file, text)])).toEqual([`${file} ${problem}`])
  })

  it('are listed by number and title', () => {
    expect(decisionIndex([good, page('0008-two.md', '# 0008: Two `words`\n')])).toMatch(
      /\n\n- \[0007: One way\]\(0007-one-way\.md\)\n- \[0008: Two `words`\]\(0008-two\.md\)\n$/,
    )
  })
})
