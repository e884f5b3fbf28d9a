import { connect } from "node:net";
import { expect } from "chai";
import { z } from "zod";
import { fcmPorts, hostingPort, ports } from "../../../scripts/project.mjs";
import { sharedServer } from "../support/servers.js";

/** A server on all interfaces answers here too; one on 127.0.0.1 does not. */
const elsewhere = ["127.0.0.2", "::1"];
const Ports = z.record(z.string(), z.number());

describe("F12: local servers", function () {
  this.timeout(60_000);

  it("listen on 127.0.0.1 and nowhere else", async () => {
    const { baseUrl } = await sharedServer("first");
    const own = [hostingPort, fcmPorts.port, fcmPorts.inspectPort, Number(new URL(baseUrl).port)];
    const all = [...Object.values(Ports.parse(ports)), ...own];
    const reached = await Promise.all(
      all.map(async (port) => [await answers("127.0.0.1", port), ...(await anyOf(elsewhere, port))]),
    );
    expect(reached).to.deep.equal(all.map(() => [true]));
  });
});

/** The hosts among those given that take a connection. */
async function anyOf(hosts: readonly string[], port: number): Promise<string[]> {
  const reached = await Promise.all(hosts.map((host) => answers(host, port)));
  return hosts.filter((_, index) => reached[index]);
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}
