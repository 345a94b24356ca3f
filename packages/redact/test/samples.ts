/** Values with what encoders escape. After a change `node scripts/encoders/record.ts` records them anew. */
export const samples: readonly string[] = [
  `p@ss/w=rd+a'b"c$d\`e\\f`,
  `it's "so"`,
  "a`b'c\"d",
  "abc=def/ghi+jkl==",
  "tilde~and-dash",
  "a b+c%20d",
  "\\nature\\u0041",
  "ends-with\\",
  "'quoted'",
  '"quoted"',
  "<&amp;>&lt;",
  "pässwörd-é",
  "密钥密钥密钥",
  "🔑🔑🔑🔑",
  "two\nlines of-it",
  "!@#$%^&*()_+{}|:<>?",
  '{"user":"app","password":"p\\"w"}',
  "a;b,c:d[e]f(g)",
];

