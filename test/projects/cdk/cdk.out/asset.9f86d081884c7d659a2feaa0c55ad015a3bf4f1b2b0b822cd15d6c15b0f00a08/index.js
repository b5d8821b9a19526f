'use strict'
exports.handler = async event => {
  for (const { eventName } of event.Records) console.log(eventName)
}
