import ipaddr from "ipaddr.js";

/** What the Internet can reach of IPv6; all else there is local, reserved, or wraps another address. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Azure serves metadata at a public address (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16). */
const metadata = "168.63.129.16";

/**
 * Whether any machine on the Internet could connect to the address: not this machine, not its network, not a cloud's metadata
 * server, however it is written. What is no address is not public.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text); // an IPv4 address in IPv6 is judged as what it is
  if (address.range() !== "unicast" || address.toString() === metadata) return false;
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast);
}
