import * as he from "he";
import { expect, test } from "vitest";

import { html } from "./html.ts";

/** The symbols and Greek letters that HTML 4 names. */
const HTML_4 =
  "fnof circ tilde Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho Sigma Tau " +
  "Upsilon Phi Chi Psi Omega alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho " +
  "sigmaf sigma tau upsilon phi chi psi omega thetasym upsih piv ensp emsp thinsp zwnj zwj lrm rlm ndash mdash lsquo " +
  "rsquo sbquo ldquo rdquo bdquo dagger Dagger bull hellip permil prime Prime lsaquo rsaquo oline frasl euro image " +
  "weierp real trade alefsym larr uarr rarr darr harr crarr lArr uArr rArr dArr hArr forall part exist empty nabla isin " +
  "notin ni prod sum minus lowast radic prop infin ang and or cap cup int there4 sim cong asymp ne equiv le ge sub sup " +
  "nsub sube supe oplus otimes perp sdot lceil rceil lfloor rfloor loz spades clubs hearts diams";

test.each(HTML_4.split(" "))("&%s; is what HTML says", (name) => {
  expect(html.decode(`&${name};`)).toBe(he.decode(`&${name};`));
});

test("each name of ASCII and Latin that an encoder writes is known", () => {
  const characters = Array.from({ length: 0x17f }, (_, code) => String.fromCharCode(code));
  const names = characters.map((each) => he.encode(each, { encodeEverything: true, useNamedReferences: true }));
  const named = names.filter((name) => /^&[A-Za-z]/.test(name));
  expect(named.length).toBeGreaterThan(200);
  for (const name of named) expect([name, html.decode(name)]).toEqual([name, he.decode(name)]);
}); // prettier-ignore

test("what is no name means nothing", () => {
  expect(html.decode("&nothing;")).toBeUndefined();
});
