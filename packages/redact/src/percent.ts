/** What each kind of URL encoding escapes. */
const KINDS = [
  /[^A-Za-z0-9\-_.!~*'()]/gu, // encodeURIComponent
  /[^A-Za-z0-9\-_.~]/gu, // RFC 3986, as AWS and Python's quote(safe="") have it
  /[^A-Za-z0-9\-_.!~*'();/?:@&=+$,#]/gu, // encodeURI
  /[^A-Za-z0-9\-_.!~*'()%&+$,]/gu, // the user and password of a WHATWG URL
  /[^!$-&(-;=?-_a-~]/gu, // its query
] as const;
const FORM = /[^A-Za-z0-9*\-._]/gu;

/** A text as URLs hold it, with capital and with small digits. */
export function percentForms(text: string): readonly string[] {
  const wellFormed = text.toWellFormed();
  const forms = KINDS.map((escapes) => wellFormed.replace(escapes, escaped));
  forms.push(wellFormed.replace(FORM, escaped).replaceAll("%20", "+"));
  return forms.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())]);
}

function escaped(character: string): string {
  const unit = character.charCodeAt(0);
  if (unit >= 0x80) return encodeURIComponent(character);
  return `%${unit.toString(16).toUpperCase().padStart(2, "0")}`;
}
