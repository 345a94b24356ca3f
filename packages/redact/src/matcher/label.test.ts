import { expect, test } from "vitest";

import { safeLabel } from "./label.ts";

test.each([
  ["[secret db.password]", "[secret db.password]"],
  ["[secret a b/c#d@e$f*g+h=i_j(k)l-m:n;o,p?q]", "[secret a b/c#d@e$f*g+h=i_j(k)l-m:n;o,p?q]"],
  ["é密1", "é密1"],
  ["a\"b'c\\d<e>f&g\nh`i{j}k|l!m%n^o~p\x1bq🔑r", "a_b_c_d_e_f_g_h_i_j_k_l_m_n_o_p_q_r"],
  ["half \ud83d", "half _"],
  ["x".repeat(200), "x".repeat(200)],
  ["x".repeat(201), `${"x".repeat(200)}…]`],
])("a label fits anywhere: %#", (text, label) => {
  expect(safeLabel(text)).toBe(label);
});
