import { createPush, standInTokens } from "@firecast/push";
import { createRealtime } from "@firecast/client";
import { getToken, uid } from "./sign-in.js";

const { request } = createRealtime({ getToken });
const push = createPush({ request, tokens: standInTokens, onPush: ({ title }) => alert(title) });
const button = document.body.appendChild(document.createElement("button"));
const show = (): void => void (button.textContent = `Pushes are ${push.state}`);

push.onState(show);
button.onclick = () => void push.enable(uid()).then(show);
void push.start(uid()).then(show);
