import { expect, it } from "vitest";
import { createAddressList } from "./address-list.ts";

it.each<[string[], string, boolean]>([
  [["10.0.0.0/8"], "10.200.3.4", true],
  [["10.0.0.0/8"], "11.0.0.1", false],
  [["10.0.0.0/8"], "::ffff:10.1.2.3", true],
  [["192.168.1.7"], "192.168.1.7", true],
  [["192.168.1.7"], "192.168.1.8", false],
  [["192.168.1.128/25"], "192.168.1.127", false],
  [["::ffff:192.168.1.7"], "192.168.1.7", true],
  [["::ffff:10.0.0.0/104"], "10.9.9.9", true],
  [["2001:db8::/32"], "2001:db8:1::5", true],
  [["2001:db8::/32"], "2001:db9::5", false],
  [["fe80::/10"], "fe80::1%eth0", true],
  [["::1"], "127.0.0.1", false],
  [["0.0.0.0/0"], "::ffff:8.8.8.8", true],
  [["0.0.0.0/0"], "2001:db8::1", false],
  [[], "10.0.0.1", false],
  [["10.0.0.0/8"], "not an address", false],
])("%j has %s: %s", (entries, address, expected) => {
  const list = createAddressList(entries);
  expect([list.has(address), list.has(address)]).toEqual([expected, expected]);
});

it("no address is in no list", () => expect(createAddressList(["0.0.0.0/0", "::/0"]).has(undefined)).toBe(false));
