// For resolvers that do not read `exports`, such as Parcel's and that of older Metro and Jest.
export * from './dist/webhooks.js';
