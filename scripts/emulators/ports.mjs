import { createServer } from "node:net";
import { Problem } from "../problem.mjs";

/** Throws one line that names the ports that another program has. `wanted` is `{ name: port }`. */
export async function checkPortsAreFree(wanted, host) {
  const taken = [];
  for (const [name, port] of Object.entries(wanted)) {
    if (!(await isFree(port, host))) taken.push(`${port} (${name})`);
  }
  if (taken.length === 0) return;
  throw new Problem(
    `Port ${taken.join(", ")} taken. Is Firecast or another emulator suite running? Stop it and try again.`,
  );
}

function isFree(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}
