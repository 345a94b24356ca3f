/** What stays as it is in one kind of URL encoding, as a class of characters. */
const KINDS = [
  /[A-Za-z0-9\-_.!~*'()]/, // encodeURIComponent
  /[A-Za-z0-9\-_.~]/, // RFC 3986, as AWS and Python's quote(safe="") have it
  /[A-Za-z0-9\-_.!~*'();/?:@&=+$,#]/, // encodeURI
  /[A-Za-z0-9\-_.!~*'()%&+$,]/, // the user and password of a WHATWG URL
  /[!$-&(-;=?-_a-~]/, // its query
] as const;
const FORM = /[A-Za-z0-9*\-._]/;

/** A text as URLs hold it, with capital and with small digits. */
export function percentForms(text: string): readonly string[] {
  const wellFormed = text.toWellFormed();
  const forms = KINDS.map((kept) => encoded(wellFormed, kept));
  forms.push(encoded(wellFormed, FORM).replaceAll("%20", "+"));
  return forms.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())]);
}

function encoded(text: string, kept: RegExp): string {
  let result = "";
  for (const character of text) result += kept.test(character) ? character : escaped(character);
  return result;
}

function escaped(character: string): string {
  const unit = character.charCodeAt(0);
  if (unit >= 0x80) return encodeURIComponent(character);
  return `%${unit.toString(16).toUpperCase().padStart(2, "0")}`;
}
