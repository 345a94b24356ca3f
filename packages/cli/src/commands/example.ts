import { defineCommand } from "../command.ts";

export const exampleCommand = defineCommand<{ readonly text: string }>({
  data: (z) => z.strictObject({ text: z.string() }),
  async run(context) {
    const { definition, core } = await context.definition();
    return { data: { text: core.envExample(definition) } };
  },
  print: ({ text }) => text,
});
