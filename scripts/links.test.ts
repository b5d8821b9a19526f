import { describe, expect, it } from 'vitest'
import { linkProblems, unreachedPages } from './links/link-problems.ts'
import { anchorsIn, linksIn } from './links/markdown.ts'
import { pathProblems } from './links/path-problems.ts'
import type { Repository } from './links/repository.ts'

const repositoryOf = (pages: Readonly<Record<string, string>>, ...files: readonly string[]): Repository => ({
  files: new Set([...Object.keys(pages), ...files]),
  pages: new Map(Object.entries(pages)),
})

describe('the links of pages', () => {
  it('are read where they are links, and not in code', () => {
    const page =
      '[a](a.md) ![b](<b.svg> "title")\n[`c`](c(1).md)\n\n[d]: d.md\n\n`[no](no.md)` ``[no`](no.md)``\n\n  ```md\n  [no](no.md)\n  ```\n\n[e](e.md)'

    expect(linksIn(page).toSorted()).toEqual(['a.md', 'b.svg', 'c(1).md', 'd.md', 'e.md'])
  })

  it('lead to files, folders and headings that are there', () => {
    const repository = repositoryOf(
      {
        'README.md':
          '[a](docs/a.md#two) [b](docs/) [c](core/x.ts#L3) [d](#here) [e](https://a.example/x)\n## Here',
        'docs/a.md': '## Two\n[up](../README.md)',
      },
      'core/x.ts',
    )

    expect(linkProblems(repository)).toEqual([])
  })

  it('are told of when they lead nowhere', () => {
    const repository = repositoryOf({
      'docs/a.md':
        '[1](b.md) [2](a.md#there) [3](#nor-there) [4](https:/a.example) [5](http://a) [6](../core)\n# There is',
    })

    expect(linkProblems(repository)).toEqual([
      'docs/a.md: the link b.md leads to no file',
      'docs/a.md: the link a.md#there leads to no heading of docs/a.md',
      'docs/a.md: the link #nor-there leads to no heading of docs/a.md',
      'docs/a.md: the link https:/a.example is no address',
      'docs/a.md: the link http://a is no address',
      'docs/a.md: the link ../core leads to no file',
    ])
  })

  it('lead to every page, from page to page and through the page of a folder', () => {
    const repository = repositoryOf({
      'README.md': '[a](docs/a.md#x)',
      'docs/a.md': '[folder](more/)',
      'docs/more/README.md': '[b](b.md)',
      'docs/more/b.md': '[a](../a.md)',
      'docs/more/c.md': '[b](b.md)',
      'other/d.md': '',
    })

    expect(unreachedPages(repository, 'README.md', 'docs')).toEqual([
      'docs/more/c.md: no links lead there from README.md',
    ])
  })
})

describe('the headings of a page', () => {
  it('have the anchors that GitHub gives them', () => {
    const page =
      '# One `code()` & [two](x.md)\n\n## Again\n### Again\n```sh\n# no heading\n```\n## Öl, 3.5 und a_b-c'

    expect([...anchorsIn(page)]).toEqual(['one-code--two', 'again', 'again-1', 'öl-35-und-a_b-c'])
  })
})

describe('the paths that pages name', () => {
  const files = ['core/errors/raise.ts', 'examples/a-sink/my-sink.ts', 'core/.hidden.yml']

  it('are there, as a whole or in their last parts', () => {
    const page =
      '`core/errors/` `core/.hidden.yml` `errors/raise.ts` `raise.ts` `npm run x` `STAGE/redrive` `core/*.ts`'

    expect(pathProblems(repositoryOf({ 'a.md': page }, ...files), {})).toEqual([])
  })

  it('are told of when they are gone', () => {
    const page = '`core/errors/catalogue.ts` `core/store` `gone.ts` `theirs.ts`\n```sh\n`no.ts`\n```'

    expect(pathProblems(repositoryOf({ 'a.md': page }, ...files), { 'theirs.ts': 'a reason' })).toEqual([
      'a.md: there is no core/errors/catalogue.ts',
      'a.md: there is no core/store',
      'a.md: there is no gone.ts',
    ])
  })

  it('may be where a recipe copies an example to', () => {
    const page = '`core/sinks/my-sink.ts` `core/sinks/other.ts`'

    expect(pathProblems(repositoryOf({ 'docs/recipes/a.md': page }, ...files), {})).toEqual([
      'docs/recipes/a.md: there is no core/sinks/other.ts',
    ])
  })
})
