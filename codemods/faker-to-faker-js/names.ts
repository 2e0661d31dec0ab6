/** Where each function of faker 5 went, held against faker 5.5.3 and @faker-js/faker 8, 9 and 10. */

export interface Move {
  readonly to: string;
  /** `same`: arguments mean what they meant. `none`: they stand in an object now, so a call with some is for a person. */
  readonly args: 'same' | 'none';
}

const none = (to: string): Move => ({ to, args: 'none' });
const same = (to: string): Move => ({ to, args: 'same' });
const each = (from: string, to: string, names: readonly string[]): Readonly<Record<string, Move>> =>
  Object.fromEntries(names.map((name) => [`${from}.${name}`, none(`${to}.${name}`)]));

export const moves: Readonly<Record<string, Move>> = {
  ...each('name', 'person', [
    'firstName',
    'lastName',
    'middleName',
    'jobTitle',
    'gender',
    'prefix',
    'suffix',
    'jobDescriptor',
    'jobArea',
    'jobType',
  ]),
  'name.findName': none('person.fullName'),
  'name.title': none('person.jobTitle'),
  ...each('address', 'location', [
    'city',
    'secondaryAddress',
    'county',
    'country',
    'countryCode',
    'state',
    'latitude',
    'longitude',
    'direction',
    'cardinalDirection',
    'ordinalDirection',
    'nearbyGPSCoordinate',
    'timeZone',
  ]),
  'address.zipCode': same('location.zipCode'),
  'address.cityName': none('location.city'),
  'address.streetName': none('location.street'),
  'address.streetAddress': same('location.streetAddress'),
  'company.companyName': none('company.name'),
  'company.bs': none('company.buzzPhrase'),
  'company.bsAdjective': none('company.buzzAdjective'),
  'company.bsBuzz': none('company.buzzVerb'),
  'company.bsNoun': none('company.buzzNoun'),
  'phone.phoneNumber': none('phone.number'),
  'phone.phoneNumberFormat': none('phone.number'),
  'random.number': same('number.int'),
  'random.float': same('number.float'),
  'random.uuid': none('string.uuid'),
  'random.boolean': none('datatype.boolean'),
  'random.arrayElement': same('helpers.arrayElement'),
  'random.arrayElements': same('helpers.arrayElements'),
  'random.word': none('word.sample'),
  'random.words': same('word.words'),
  'random.alphaNumeric': same('string.alphanumeric'),
  'random.alpha': none('string.alpha'),
  'random.hexaDecimal': none('string.hexadecimal'),
  'random.image': none('image.url'),
  'datatype.number': same('number.int'),
  'datatype.float': same('number.float'),
  'datatype.uuid': none('string.uuid'),
  'datatype.string': same('string.sample'),
  'datatype.datetime': none('date.anytime'),
  'datatype.hexaDecimal': none('string.hexadecimal'),
  'helpers.randomize': same('helpers.arrayElement'),
  'image.image': none('image.url'),
  'image.imageUrl': none('image.url'),
  'internet.avatar': none('image.avatar'),
  'internet.userName': none('internet.username'),
  'internet.color': none('color.rgb'),
  'commerce.color': none('color.human'),
  'finance.account': same('finance.accountNumber'),
};

/** Under their old names, and with their arguments in an object. */
export const withOptions: ReadonlySet<string> = new Set([
  'date.past',
  'date.future',
  'date.recent',
  'date.soon',
  'date.between',
  'date.betweens',
  'internet.email',
  'internet.exampleEmail',
  'internet.password',
  'commerce.price',
  'finance.amount',
  'finance.creditCardNumber',
]);

/** Without a successor. */
export const gone: ReadonlySet<string> = new Set([
  'random.objectElement',
  'random.locale',
  'helpers.replaceSymbolWithNumber',
  'helpers.repeatString',
  'helpers.regexpStyleStringParse',
  'helpers.createCard',
  'helpers.contextualCard',
  'helpers.userCard',
  'helpers.createTransaction',
  'address.zipCodeByState',
  'address.cityPrefix',
  'address.citySuffix',
  'address.streetSuffix',
  'address.streetPrefix',
  'address.stateAbbr',
  'company.suffixes',
  'company.companySuffix',
  'finance.mask',
  'phone.phoneFormats',
  'time.recent',
  'git.shortSha',
  'datatype.json',
  'datatype.array',
  'fake',
  'unique',
]);
