const mostCharacters = 72
const form = /^[a-z][a-z\d-]*(?:\/[a-z\d-]+)*: (?:[^\sA-Z]|[A-Z]{2})/

/** What is wrong with the subject of a commit: `room: what`, at most 72 characters, no full stop. */
export const subjectProblems = (subject: string): readonly string[] => {
  const characters = Array.from(subject).length
  return [
    ...(form.test(subject) ? [] : ['is not `room: what`, in small letters']),
    ...(characters > mostCharacters ? [`has ${characters} characters, and ${mostCharacters} are seen`] : []),
    ...(subject.endsWith('.') ? ['ends with a full stop'] : []),
  ]
}
