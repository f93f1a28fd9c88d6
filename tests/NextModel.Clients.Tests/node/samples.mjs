// What scenarios send along: the smallest picture and paper there are, and two schemas.
export const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const paper = 'JVBERi0xLjQKJSVFT0YK';
export const schema = { type: 'object', properties: { lamps: { type: 'integer' } }, required: ['lamps'], additionalProperties: false };
export const parameters = { type: 'object', properties: { city: { type: 'string' } } };
