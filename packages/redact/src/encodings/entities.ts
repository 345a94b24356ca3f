/** The named characters of HTML that encoders write: all of ASCII and Latin, and HTML 4's others. By their numbers. */
const ENTITY_NAMES =
  "9 Tab, a NewLine, 21 excl, 22 QUOT quot, 23 num, 24 dollar, 25 percnt, 26 AMP amp, 27 apos, 28 lpar, " +
  "29 rpar, 2a ast midast, 2b plus, 2c comma, 2e period, 2f sol, 3a colon, 3b semi, 3c LT lt, 3d " +
  "equals, 3e GT gt, 3f quest, 40 commat, 5b lsqb lbrack, 5c bsol, 5d rsqb rbrack, 5e Hat, 5f lowbar " +
  "UnderBar, 60 grave DiacriticalGrave, 7b lcub lbrace, 7c vert verbar VerticalLine, 7d rcub rbrace, a0 " +
  "nbsp NonBreakingSpace, a1 iexcl, a2 cent, a3 pound, a4 curren, a5 yen, a6 brvbar, a7 sect, a8 Dot " +
  "die uml DoubleDot, a9 COPY copy, aa ordf, ab laquo, ac not, ad shy, ae REG reg circledR, af macr " +
  "strns, b0 deg, b1 pm plusmn PlusMinus, b2 sup2, b3 sup3, b4 acute DiacriticalAcute, b5 micro, b6 " +
  "para, b7 middot CenterDot centerdot, b8 cedil Cedilla, b9 sup1, ba ordm, bb raquo, bc frac14, bd " +
  "half frac12, be frac34, bf iquest, c0 Agrave, c1 Aacute, c2 Acirc, c3 Atilde, c4 Auml, c5 Aring " +
  "angst, c6 AElig, c7 Ccedil, c8 Egrave, c9 Eacute, ca Ecirc, cb Euml, cc Igrave, cd Iacute, ce Icirc, " +
  "cf Iuml, d0 ETH, d1 Ntilde, d2 Ograve, d3 Oacute, d4 Ocirc, d5 Otilde, d6 Ouml, d7 times, d8 Oslash, " +
  "d9 Ugrave, da Uacute, db Ucirc, dc Uuml, dd Yacute, de THORN, df szlig, e0 agrave, e1 aacute, e2 " +
  "acirc, e3 atilde, e4 auml, e5 aring, e6 aelig, e7 ccedil, e8 egrave, e9 eacute, ea ecirc, eb euml, " +
  "ec igrave, ed iacute, ee icirc, ef iuml, f0 eth, f1 ntilde, f2 ograve, f3 oacute, f4 ocirc, f5 " +
  "otilde, f6 ouml, f7 div divide, f8 oslash, f9 ugrave, fa uacute, fb ucirc, fc uuml, fd yacute, fe " +
  "thorn, ff yuml, 100 Amacr, 101 amacr, 102 Abreve, 103 abreve, 104 Aogon, 105 aogon, 106 Cacute, 107 " +
  "cacute, 108 Ccirc, 109 ccirc, 10a Cdot, 10b cdot, 10c Ccaron, 10d ccaron, 10e Dcaron, 10f dcaron, " +
  "110 Dstrok, 111 dstrok, 112 Emacr, 113 emacr, 116 Edot, 117 edot, 118 Eogon, 119 eogon, 11a Ecaron, " +
  "11b ecaron, 11c Gcirc, 11d gcirc, 11e Gbreve, 11f gbreve, 120 Gdot, 121 gdot, 122 Gcedil, 124 Hcirc, " +
  "125 hcirc, 126 Hstrok, 127 hstrok, 128 Itilde, 129 itilde, 12a Imacr, 12b imacr, 12e Iogon, 12f " +
  "iogon, 130 Idot, 131 imath inodot, 132 IJlig, 133 ijlig, 134 Jcirc, 135 jcirc, 136 Kcedil, 137 " +
  "kcedil, 138 kgreen, 139 Lacute, 13a lacute, 13b Lcedil, 13c lcedil, 13d Lcaron, 13e lcaron, 13f " +
  "Lmidot, 140 lmidot, 141 Lstrok, 142 lstrok, 143 Nacute, 144 nacute, 145 Ncedil, 146 ncedil, 147 " +
  "Ncaron, 148 ncaron, 149 napos, 14a ENG, 14b eng, 14c Omacr, 14d omacr, 150 Odblac, 151 odblac, 152 " +
  "OElig, 153 oelig, 154 Racute, 155 racute, 156 Rcedil, 157 rcedil, 158 Rcaron, 159 rcaron, 15a " +
  "Sacute, 15b sacute, 15c Scirc, 15d scirc, 15e Scedil, 15f scedil, 160 Scaron, 161 scaron, 162 " +
  "Tcedil, 163 tcedil, 164 Tcaron, 165 tcaron, 166 Tstrok, 167 tstrok, 168 Utilde, 169 utilde, 16a " +
  "Umacr, 16b umacr, 16c Ubreve, 16d ubreve, 16e Uring, 16f uring, 170 Udblac, 171 udblac, 172 Uogon, " +
  "173 uogon, 174 Wcirc, 175 wcirc, 176 Ycirc, 177 ycirc, 178 Yuml, 179 Zacute, 17a zacute, 17b Zdot, " +
  "17c zdot, 17d Zcaron, 17e zcaron, 192 fnof, 2c6 circ, 2dc tilde, 391 Alpha, 392 Beta, 393 Gamma, 394 " +
  "Delta, 395 Epsilon, 396 Zeta, 397 Eta, 398 Theta, 399 Iota, 39a Kappa, 39b Lambda, 39c Mu, 39d Nu, " +
  "39e Xi, 39f Omicron, 3a0 Pi, 3a1 Rho, 3a3 Sigma, 3a4 Tau, 3a5 Upsilon, 3a6 Phi, 3a7 Chi, 3a8 Psi, " +
  "3a9 Omega, 3b1 alpha, 3b2 beta, 3b3 gamma, 3b4 delta, 3b5 epsilon, 3b6 zeta, 3b7 eta, 3b8 theta, 3b9 " +
  "iota, 3ba kappa, 3bb lambda, 3bc mu, 3bd nu, 3be xi, 3bf omicron, 3c0 pi, 3c1 rho, 3c2 sigmaf, 3c3 " +
  "sigma, 3c4 tau, 3c5 upsilon, 3c6 phi, 3c7 chi, 3c8 psi, 3c9 omega, 3d1 thetasym, 3d2 upsih, 3d6 piv, " +
  "2002 ensp, 2003 emsp, 2009 thinsp, 200c zwnj, 200d zwj, 200e lrm, 200f rlm, 2013 ndash, 2014 mdash, " +
  "2018 lsquo, 2019 rsquo, 201a sbquo, 201c ldquo, 201d rdquo, 201e bdquo, 2020 dagger, 2021 Dagger, " +
  "2022 bull, 2026 hellip, 2030 permil, 2032 prime, 2033 Prime, 2039 lsaquo, 203a rsaquo, 203e oline, " +
  "2044 frasl, 20ac euro, 2111 image, 2118 weierp, 211c real, 2122 trade, 2135 alefsym, 2190 larr, 2191 " +
  "uarr, 2192 rarr, 2193 darr, 2194 harr, 21b5 crarr, 21d0 lArr, 21d1 uArr, 21d2 rArr, 21d3 dArr, 21d4 " +
  "hArr, 2200 forall, 2202 part, 2203 exist, 2205 empty, 2207 nabla, 2208 isin, 2209 notin, 220b ni, " +
  "220f prod, 2211 sum, 2212 minus, 2217 lowast, 221a radic, 221d prop, 221e infin, 2220 ang, 2227 and, " +
  "2228 or, 2229 cap, 222a cup, 222b int, 2234 there4, 223c sim, 2245 cong, 2248 asymp, 2260 ne, 2261 " +
  "equiv, 2264 le, 2265 ge, 2282 sub, 2283 sup, 2284 nsub, 2286 sube, 2287 supe, 2295 oplus, 2297 " +
  "otimes, 22a5 perp, 22c5 sdot, 2308 lceil, 2309 rceil, 230a lfloor, 230b rfloor, 25ca loz, 2660 " +
  "spades, 2663 clubs, 2665 hearts, 2666 diams";

/** What each name means. */
export const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...ENTITY_NAMES.split(", ").flatMap((line) => {
    const [code = "", ...names] = line.split(" ");
    return names.map((name) => [name, String.fromCharCode(Number.parseInt(code, 16))] as const);
  }),
  ["fjlig", "fj"], // the only one of two characters of ASCII
]);
