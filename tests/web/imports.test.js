import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const WEB = new URL("../../web/", import.meta.url);
const files = readdirSync(WEB, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
const others = files.filter((name) => name !== "klingkit.js");

test("ComfyUI's page imports every file, and only klingkit.js acts on that", async () => {
  // Here is no page: what acts on import would fail.
  for (const name of others) await import(new URL(name, WEB).href);

  assert.ok(others.length > 50);
});

test("only klingkit.js imports ComfyUI's scripts", () => {
  const importing = files.filter((name) => /from "[^"]*scripts\//.test(readFileSync(new URL(name, WEB), "utf8")));

  assert.deepEqual(importing, ["klingkit.js"]);
});
