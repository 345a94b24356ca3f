"use client";

import { useState } from "react";

import { publicConfig } from "../lib/public-config.ts";

export function SubscribeForm() {
  const [message, setMessage] = useState("");

  async function send(data: FormData) {
    const { ok } = await fetch("/api/subscribe", { method: "POST", body: data });
    setMessage(ok ? "Thank you." : `That failed. Write to ${publicConfig.supportEmail}.`);
  }

  return (
    <form action={send}>
      <input name="email" type="email" required />
      <button type="submit">Subscribe</button>
      <p>{message}</p>
    </form>
  );
}
