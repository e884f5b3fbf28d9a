import { demoPassword } from "../demo/demo-users.mjs";
import { interrupted } from "../interrupt.mjs";
import { main, Problem } from "../problem.mjs";
import { at, durableStreamsPort, ports, streamsPort } from "../project.mjs";
import { minutes } from "../wait.mjs";
import { identityProxy } from "./identity-proxy.mjs";

/** An ID token is good for an hour. */
const renewedEvery = minutes(30);

/** Durable streams of what `npm start` runs, as alice's and without a path before them: for programs that know no identity. */
await main(async () => {
  let token = await tokenOf("alice@example.com");
  const servers = [{ baseUrl: at(streamsPort) }];
  const proxy = await identityProxy({
    servers,
    prefix: "/api/ds",
    token: () => token,
    port: durableStreamsPort,
  });
  console.log(`Durable streams, as alice: ${proxy.url}`);
  const renew = async () => (token = await tokenOf("alice@example.com").catch(() => token));
  const renewing = setInterval(() => void renew(), renewedEvery);
  await interrupted;
  clearInterval(renewing);
  await proxy.close();
});

async function tokenOf(email) {
  const url = `${at(ports.auth)}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=any`;
  const body = JSON.stringify({ email, password: demoPassword, returnSecureToken: true });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
  if (!answer?.ok) throw new Problem("There is no alice. Is `npm start` running?");
  return (await answer.json()).idToken;
}
