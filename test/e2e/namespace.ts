/** A second host on this machine: a network namespace joined by a veth pair. Needs root and iproute2. */
import { execFileSync } from "node:child_process";

export interface Namespace {
  name: string;
  /** The box's address as that host sees it. */
  boxAddress: string;
  remove(): void;
}

export function addNamespace(): Namespace {
  const id = process.pid % 200;
  const name = `sluice${process.pid}`;
  const boxAddress = `10.213.${id}.1`;
  const ip = (...args: string[]) => {
    try {
      execFileSync("ip", args, { stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
      throw new Error("A second host needs root, iproute2 and the right to make network namespaces.", { cause: error });
    }
  };
  ip("netns", "add", name);
  ip("link", "add", `sl${id}a`, "type", "veth", "peer", "name", `sl${id}b`, "netns", name);
  ip("addr", "add", `${boxAddress}/24`, "dev", `sl${id}a`);
  ip("link", "set", `sl${id}a`, "up");
  ip("-n", name, "addr", "add", `10.213.${id}.2/24`, "dev", `sl${id}b`);
  ip("-n", name, "link", "set", `sl${id}b`, "up");
  ip("-n", name, "link", "set", "lo", "up");
  return {
    name,
    boxAddress,
    remove: () => {
      ip("netns", "del", name);
    },
  };
}
