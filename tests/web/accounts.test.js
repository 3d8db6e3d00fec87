import assert from "node:assert/strict";
import test from "node:test";

import {
  addressesOf,
  fieldsFrom,
  freeName,
  keepsKey,
  numberIn,
  sideOf,
  way,
  wayOf,
  WAYS,
} from "../../web/accounts/fields.js";

/** @type {import("../../web/types.js").AccountEntry} */
const STORED = {
  name: "me",
  origin: "file",
  provider: "dmxapi",
  base_url: "https://www.dmxapi.cn/kling",
  api_key: "…1234",
  access_key: "",
  secret_key: "",
  slots: null,
  daily_budget: null,
  is_default: true,
  problem: "",
};

test("a form sends the provider of its way, and numbers as numbers", () => {
  const numbers = { slots: "3", daily_budget: "2.5" };
  const typed = { way: "relay", name: " me ", base_url: " https://x/kling ", api_key: " k ", ...numbers };

  assert.deepEqual(fieldsFrom(typed, "old"), {
    was: "old",
    name: "me",
    provider: "relay",
    base_url: "https://x/kling",
    api_key: "k",
    access_key: "",
    secret_key: "",
    slots: 3,
    daily_budget: 2.5,
  });
});

test("a key that was typed for another way is not sent", () => {
  const typed = { api_key: "typed before", access_key: "a", secret_key: "s" };

  const pair = fieldsFrom({ ...typed, way: "pair" }, "");
  const plain = fieldsFrom({ ...typed, way: "official" }, "");

  assert.deepEqual([pair.provider, pair.api_key, pair.access_key, pair.secret_key], ["official", "", "a", "s"]);
  assert.equal(plain.provider, "official");
  assert.deepEqual([plain.api_key, plain.access_key, plain.secret_key], ["typed before", "", ""]);
});

test("what is no number is sent as it was typed, for the server to say what it should be", () => {
  assert.deepEqual(["", "  ", "0", " 12 ", "1.5", "-1", "three", "1e9", "1,5"].map(numberIn), [
    null, null, 0, 12, 1.5, -1, "three", "1e9", "1,5",
  ]);
});

test("an account is shown in the way that it was entered", () => {
  const pair = { ...STORED, provider: "official", api_key: "", access_key: "…aaaa", secret_key: "…" };

  assert.equal(wayOf(STORED).id, "dmxapi");
  assert.equal(wayOf(pair).id, "pair");
  assert.equal(wayOf({ ...pair, api_key: "…1234" }).id, "official");
  assert.equal(wayOf({ ...STORED, provider: "" }).id, WAYS[0]?.id);
});

test("a stored key stays with its way and its place", () => {
  const dmxapi = way("dmxapi");

  assert.equal(keepsKey(STORED, dmxapi, "https://www.dmxapi.cn/other"), true);
  assert.equal(keepsKey(STORED, dmxapi, "https://www.dmxapi.com/kling"), false);
  assert.equal(keepsKey(STORED, dmxapi, "http://www.dmxapi.cn/kling"), false);
  assert.equal(keepsKey(STORED, dmxapi, "not an address"), false);
  assert.equal(keepsKey(STORED, way("relay"), STORED.base_url), false);
  assert.equal(keepsKey(null, dmxapi, STORED.base_url), false);
});

test("a way offers the addresses of its provider", () => {
  const providers = [{ name: "official", addresses: ["https://a"], takes_pair: true }];
  const list = { accounts: [], problem: "", chosen_by_variable: "", providers };

  assert.deepEqual(addressesOf(list, way("pair")), ["https://a"]);
  assert.deepEqual(addressesOf(list, way("relay")), []);
});

test("an address tells on which side of the border it lies", () => {
  const china = ["https://www.dmxapi.cn/kling", "https://api-beijing.klingai.com"];
  const world = ["https://www.dmxapi.com/kling", "https://api-singapore.klingai.com", "https://my.cnc.example"];

  assert.deepEqual([...china, ...world].map(sideOf), ["china", "china", "world", "world", "world"]);
});

test("a new account gets a name that is free", () => {
  assert.equal(freeName("kling", [STORED]), "kling");
  assert.equal(freeName("kling", [{ ...STORED, name: "kling" }, { ...STORED, name: "kling 2" }]), "kling 3");
});
