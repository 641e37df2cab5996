import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Box, owner, startBox } from "../support/start-box.ts";

let box: Box;
beforeAll(async () => {
  box = await startBox();
});
afterAll(() => box.stop());

const signIn = (password: string, headers = {}) =>
  box.stranger("POST", "/api/sign-in", { body: { email: owner.email, password }, headers });

describe("people", () => {
  it("keeps its secrets to itself: files and socket of rights 0600", () => {
    for (const file of [path.join(box.data, "secrets.json"), path.join(box.data, "claim-code"), box.socket]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    for (const file of readdirSync(box.data)) expect([file, statSync(path.join(box.data, file)).mode & 0o077]).toEqual([file, 0]);
    expect(box.log()).not.toContain(box.claimCode());
  });

  it("an unclaimed box says so, and nobody can sign in", async () => {
    const { body } = await box.stranger("GET", "/api/session");
    expect(body).toMatchObject({ claimed: false, member: null, fake: true });
    expect((await signIn(owner.password)).body.error.code).toBe("not-claimed");
  });

  it("a stranger who tries codes does not keep the owner out", async () => {
    const body = { code: "AAAA-BBBB-CCCC", ...owner };
    const wrong = () => box.stranger("POST", "/api/claim", { body, headers: { "x-forwarded-for": "10.0.0.9" } });
    const codes: string[] = [];
    for (let n = 0; n < 6; n += 1) codes.push((await wrong()).body.error.code);
    expect(codes.at(-1)).toBe("too-many");
    expect((await box.person("POST", "/api/claim", { body })).body.error.code).toBe("bad-claim-code");
  });

  it("refuses a wrong code and a weak password, and takes the right ones exactly once", async () => {
    const claim = (more: object) => box.person("POST", "/api/claim", { body: { code: box.claimCode(), ...owner, ...more } });
    expect((await claim({ code: "AAAA-BBBB-CCCC" })).body.error.code).toBe("bad-claim-code");
    expect((await claim({ password: "short" })).body.error).toMatchObject({ code: "weak-password" });
    expect((await claim({ password: "password12345" })).body.error).toMatchObject({ code: "weak-password" });
    const code = box.claimCode();
    const answers = await Promise.all([0, 1].map(() => claim({ code: code.toLowerCase() })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect((await box.person("GET", "/api/session")).body).toMatchObject({
      claimed: true,
      member: { email: owner.email, role: "owner" },
    });
    expect(existsSync(path.join(box.data, "claim-code"))).toBe(false);
    expect((await box.stranger("POST", "/api/claim", { body: { code, ...owner } })).body.error.code).toBe("already-claimed");
  });

  it("gives a cookie no script and no other site gets, Secure when the browser came over TLS", async () => {
    const plain = String((await signIn(owner.password)).headers["set-cookie"]);
    expect(plain).toMatch(/httponly/i);
    expect(plain).toMatch(/samesite=strict/i);
    expect(plain).not.toMatch(/secure/i);
    expect(String((await signIn(owner.password, { "x-forwarded-proto": "https" })).headers["set-cookie"])).toMatch(/; secure/i);
  });

  it("has no way to sign up but the claim", async () => {
    const { status } = await box.stranger("POST", "/api/auth/sign-up/email", { body: { ...owner, email: "eve@example.com" } });
    expect(status).toBe(401);
  });

  it("signs out for good", async () => {
    const cookie = String((await signIn(owner.password)).headers["set-cookie"]).split(";")[0]!;
    expect((await box.stranger("GET", "/api/box", { headers: { cookie } })).status).toBe(200);
    await box.stranger("POST", "/api/sign-out", { headers: { cookie } });
    expect((await box.stranger("GET", "/api/box", { headers: { cookie } })).status).toBe(401);
  });

  it("says the same for a wrong password and a stranger, and stops a guesser", async () => {
    const wrong = await signIn("not the password");
    const nobody = await box.stranger("POST", "/api/sign-in", { body: { email: "no@example.com", password: "x" } });
    expect([wrong.status, nobody.status]).toEqual([401, 401]);
    expect(wrong.body).toEqual(nobody.body);
    const codes: string[] = [];
    for (let n = 0; n < 9; n += 1) codes.push((await signIn(`guess ${n}`)).body.error.code);
    expect(codes).toContain("too-many");
    expect((await signIn(owner.password, { "x-forwarded-for": "10.0.0.7" })).status).toBe(200);
  });

  it("a guesser on many addresses does not keep out a person where they signed in before", async () => {
    const codes: string[] = [];
    for (let n = 0; n < 62; n += 1) codes.push((await signIn("wrong", { "x-forwarded-for": `10.1.0.${n}` })).body.error.code);
    expect(codes.at(-1)).toBe("too-many");
    expect((await signIn(owner.password, { "x-forwarded-for": "10.0.0.7" })).status).toBe(200);
  });
});
