/** Where in a pattern something stands: names and positions from the top. */
export type PatternPlace = readonly (string | number)[]

const placeText = (place: PatternPlace): string =>
  place
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('')

/** Says what is wrong with a pattern, in event-ruler's words, and where; whoever was asked to read it says the rest. */
export class PatternProblem extends Error {
  constructor(reason: string, place: PatternPlace) {
    super(place.length === 0 ? reason : `${reason} at ${placeText(place)}`)
  }
}
