import { lookup, Resolver } from "node:dns/promises";
import { seconds } from "../clock.js";

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** As the machine resolves it, with its `hosts` file: for names that are listed. */
export const localAddresses: Resolve = async (host) =>
  (await lookup(host, { all: true, order: "verbatim" })).map(({ address }) => address);

/**
 * As the DNS has it, IPv4 first: not every network has IPv6. Asked without the thread pool, of which two threads resolve
 * names: a DNS server that never answers would keep all others waiting. `servers`: `host:port`; default those of the machine.
 */
export const dnsAddresses =
  (servers?: readonly string[]): Resolve =>
  async (host) => {
    const resolver = new Resolver({ timeout: seconds(2), tries: 2 });
    if (servers) resolver.setServers(servers);
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  };
