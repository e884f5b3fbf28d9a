import { stream } from "@durable-streams/client";
import { createRealtime } from "@firecast/client";
import { getToken, uid } from "./sign-in.js";

/** As `POST /api/answers` and `GET /api/answers` have it. */
interface Answer {
  readonly id: string;
  readonly prompt: string;
  /** The durable stream with its text. */
  readonly stream: string;
}

const ask = document.body.appendChild(document.createElement("button"));
ask.textContent = "Why is the sky blue?";
const progress = document.body.appendChild(document.createElement("progress"));
progress.max = 100;
const text = document.body.appendChild(document.createElement("p"));

const realtime = createRealtime({ getToken });
let shown: string | undefined;

/** From its first token on, whenever that was, to its end, however far that is: also after a reload, and on another device. */
async function show({ id, stream: name }: Answer): Promise<void> {
  shown = id;
  text.textContent = "";
  delete document.body.dataset["ended"];
  const url = new URL(`/api/ds/${name}`, location.href);
  const headers = { Authorization: () => `Bearer ${getToken() ?? ""}` };
  const answer = await stream({ url, headers, offset: "-1", live: "sse" });
  for await (const token of answer.textStream()) text.append(token);
  document.body.dataset["ended"] = id;
}

realtime.subscribe(`users/${uid()}/ai`, ({ type, data }) => {
  if (type === "ai:generation_progress" && data.requestId === shown) progress.value = data.progress;
});

ask.onclick = async () => {
  const body = JSON.stringify({ prompt: ask.textContent });
  const headers = { "Content-Type": "application/json" };
  const asked = await realtime.request("/api/answers", { method: "POST", headers, body });
  await show((await asked.json()) as Answer);
};

const { items } = (await (await realtime.request("/api/answers")).json()) as { items: Answer[] };
if (items[0]) await show(items[0]);
