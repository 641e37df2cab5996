import os from "node:os";

/**
 * Against DNS rebinding: a page of evil.example whose name is re-pointed at 127.0.0.1 still says `Host: evil.example`.
 * Names and addresses of this very machine pass, with any port.
 */
export function createHostCheck(): (host: string | undefined) => boolean {
  const names = new Set(["localhost", "127.0.0.1", "[::1]", os.hostname().toLowerCase(), ...addressesOfBox().map(inHost)]);
  return (host) => {
    if (host === undefined) return false;
    const name = host.toLowerCase().replace(/:\d+$/, "");
    return names.has(name);
  };
}

/** IP addresses of this machine, loopback too. */
export function addressesOfBox(): string[] {
  const all = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  return [...new Set(all.filter((one) => !one.address.startsWith("fe80:")).map((one) => one.address))];
}
const inHost = (address: string) => (address.includes(":") ? `[${address}]` : address);
