/** A text as JSON, JavaScript, shells and XML write it between quotes. */
export function escapedForms(text: string): readonly string[] {
  const json = inJson(text);
  const forms = [json, inJson(json)];
  // Python's json.dumps and others keep to ASCII; PHP escapes slashes; what goes into HTML escapes its brackets.
  forms.push(inAscii(json), json.replaceAll("/", String.raw`\/`), json.replace(/[<>&]/g, unicode));
  // util.inspect takes single quotes where it can, a shell always.
  forms.push(json.replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`));
  forms.push(text.replaceAll("'", String.raw`'\''`));
  return [...forms, ...inXml(text)];
}

/** Between the quotes of a JSON text. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inAscii(json: string): string {
  return json.replace(/[^\0-\x7f]/g, unicode);
}

function unicode(unit: string): string {
  return String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** XML and HTML differ in how they write quotes, and between tags leave them as they are. */
function inXml(text: string): readonly string[] {
  const between = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    between,
    ...[
      ["&quot;", "&apos;"],
      ["&quot;", "&#39;"],
      ["&#34;", "&#39;"],
      ["&quot;", "&#x27;"],
      ["&quot;", "'"],
    ].map(([double = "", single = ""]) => between.replaceAll('"', double).replaceAll("'", single)),
  ];
}
