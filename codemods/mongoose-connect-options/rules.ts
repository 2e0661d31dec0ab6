export const rules = {
  option: 'connect-option',
  poolSize: 'pool-size',
  set: 'set-option',
  callback: 'callback',
} as const;

/** Mongoose 6 always does as if these were true, and useFindAndModify false. */
export const dropped = ['useNewUrlParser', 'useUnifiedTopology', 'useCreateIndex', 'useFindAndModify'];

export const guides = {
  six: 'https://mongoosejs.com/docs/migrating_to_6.html#no-more-deprecation-warning-options',
  seven: 'https://mongoosejs.com/docs/migrating_to_7.html#dropped-callback-support',
};
