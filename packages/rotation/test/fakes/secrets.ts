/** What is secret in a credential that is a JSON object: all but the names of users, accounts and keys. */
export function passwordsIn(secret: string): readonly string[] {
  const { password, secretAccessKey, key } = JSON.parse(secret) as Readonly<Record<string, unknown>>;
  return [password, secretAccessKey, key].filter((each): each is string => typeof each === "string");
}
