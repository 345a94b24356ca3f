import { config } from "../lib/config.ts";
import { SubscribeForm } from "./subscribe-form.tsx";

// The settings exist on the running server only: without this line, `next build` would render the page.
export const dynamic = "force-dynamic";

export default function Page() {
  return (
    <main>
      <h1>{config().siteName}</h1>
      <SubscribeForm />
    </main>
  );
}
