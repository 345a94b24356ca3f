import type { Counterpart } from "../../servers/names.ts";
import { allAtOnce, confide, oneByOne, type Readers } from "./reader.ts";

export const readers: Readers = {
  async confide({ port, token: text }) {
    const { hashicorpVault, tokenAuth } = await import("@confide/vault");
    // Vault keeps fields, and the JSON of them is the text.
    return confide(hashicorpVault({ address: `http://127.0.0.1:${port}`, auth: tokenAuth(text) }), valueIn);
  },
  "node-vault one by one": async (at) => oneByOne(await nodeVault(at)),
  "node-vault Promise.all": async (at) => allAtOnce(await nodeVault(at)),
};

async function nodeVault({ port, token }: Counterpart): Promise<(name: string) => Promise<string>> {
  const { default: client } = await import("node-vault");
  const vault = client({ endpoint: `http://127.0.0.1:${port}`, token });
  return async (name) => {
    const answer = (await vault.read(`secret/data/${name}`)) as { data: { data: { value: string } } };
    return answer.data.data.value;
  };
}

function valueIn(text: string): string {
  return (JSON.parse(text) as { value: string }).value;
}
