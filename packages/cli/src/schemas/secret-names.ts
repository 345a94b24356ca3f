// The words that name a secret, where they end the name: TOKEN_TTL and PASSWORD_MIN_LENGTH are none.
const SECRET_WORDS =
  /(?:^|_)(?:PASSWORDS?|PASSWD|PASSPHRASE|PASSCODE|PASS|PWD|SECRETS?|TOKENS?|(?:API|ACCESS|PRIVATE|SECRET|ENCRYPTION|SIGNING)?KEYS?|CREDENTIALS?|DSN|SALT|PEPPER|JWT|CONNECTION_STRING)$/;

/** URLs of services that people sign in to by the URL. */
const SIGNED_IN_URL =
  /(?:^|_)(?:DATABASE|DB|REDIS|VALKEY|MONGO|MONGODB|POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB|AMQP|RABBITMQ|CLOUDAMQP|SMTP|MAILER|NATS|KAFKA|CLICKHOUSE|ELASTICSEARCH|SHADOW|DIRECT|WEBHOOK)(?:_DATABASE)?_(?:URL|URI)$/;

const NOT_SECRET = /(?:^|_)(?:PUBLIC|PUBLISHABLE|SITE|PRIMARY|FOREIGN|SORT|PARTITION|CACHE)_KEYS?$|^PWD$/;

/** What browsers get by the frameworks' own rule. */
const FOR_BROWSERS = /^(?:NEXT_PUBLIC|VITE|PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|REACT_APP|GATSBY)_/;

/** What may follow a secret's word: which of several it is, or how it is encoded. */
const WHICH =
  /(?:_(?:BASE64|HEX|CURRENT|PREVIOUS|OLD|NEW|NEXT|PROD|PRODUCTION|STAGING|DEV|TEST|LIVE|V?\d+))+$/;

/** Whether a variable's name says that it is a secret. */
export function namesSecret(variable: string): boolean {
  const name = variable.toUpperCase().replace(WHICH, "");
  if (FOR_BROWSERS.test(name) || NOT_SECRET.test(name)) return false;
  return SECRET_WORDS.test(name) || SIGNED_IN_URL.test(name);
}

/** `postgres://shop:…@db.example`: the URL alone signs in. */
export function hasCredentials(value: string): boolean {
  if (!URL.canParse(value)) return false;
  return new URL(value).password !== "";
}
