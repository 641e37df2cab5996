import { BlockList, isIP } from "node:net";

export interface AddressList {
  has(address: string | undefined): boolean;
}

/** Asked for every request, of clients that come again and again. */
const maxKnown = 1000;
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Addresses and CIDR blocks, v4 and v6. A v4 client of a socket that listens on both is `::ffff:a.b.c.d`; it is meant by its v4 address. */
export function createAddressList(entries: readonly string[]): AddressList {
  const list = new BlockList();
  for (const entry of entries) add(list, entry);
  const known = new Map<string, boolean>();
  return {
    has(address) {
      if (address === undefined) return false;
      let answer = known.get(address);
      if (answer === undefined) {
        const plain = plainOf(address);
        const version = isIP(plain);
        answer = version > 0 && list.check(plain, version === 4 ? "ipv4" : "ipv6");
        if (known.size >= maxKnown) known.clear();
        known.set(address, answer);
      }
      return answer;
    },
  };
}

function add(list: BlockList, entry: string): void {
  const [given = "", bits] = entry.split("/");
  const address = plainOf(given);
  const wasMapped = address !== given;
  const version = isIP(address);
  if (version === 0) return;
  const type = version === 4 ? "ipv4" : "ipv6";
  if (bits === undefined) list.addAddress(address, type);
  else list.addSubnet(address, Math.max(0, Number(bits) - (wasMapped ? 96 : 0)), type);
}

/** Without the zone of a link-local address. */
function plainOf(address: string): string {
  const [plain = ""] = address.split("%");
  return mapped.exec(plain)?.[1] ?? plain;
}
