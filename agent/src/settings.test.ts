import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makePrivate } from "./settings.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-settings-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the folder of the sockets", () => {
  it("is for its own user alone, also when it was there before", () => {
    const sockets = path.join(dir, "a/b");
    makePrivate(sockets);
    expect(statSync(sockets).mode & 0o777).toBe(0o700);
    chmodSync(sockets, 0o777);
    makePrivate(sockets);
    expect(statSync(sockets).mode & 0o777).toBe(0o700);
  });

  it("is refused when somebody else may have put it there", () => {
    mkdirSync(path.join(dir, "theirs"));
    const link = path.join(dir, "link");
    symlinkSync(path.join(dir, "theirs"), link);
    expect(() => makePrivate(link)).toThrow("not a folder of this user");
  });
});
