/** What came of the requests so far, by the user that the service was connected as, or by its failure. */
export type Answers = Map<string, number>;

/** So many clients that ask again and again until the signal. */
export async function load(url: string, clients: number, signal: AbortSignal): Promise<Answers> {
  const answers: Answers = new Map();
  const client = async () => {
    while (!signal.aborted) {
      const answer = await ask(url);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return answers;
}

async function ask(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  return response.ok ? text : `failed with ${response.status}`;
}
