// @ts-check
// What the form of an account means: the ways to pay for Kling, the addresses, and what is sent to be stored.

/** @import * as types from "../types.js" */

/** @type {("api_key" | "access_key" | "secret_key")[]} */
export const KEYS = ["api_key", "access_key", "secret_key"];

/**
 * @typedef {object} Way
 * @property {string} id
 * @property {string} provider
 * @property {typeof KEYS} keys which a person has there
 * @property {boolean} [isRare] for who knows that it is wanted
 */

/** @type {Way[]} */
export const WAYS = [
  { id: "dmxapi", provider: "dmxapi", keys: ["api_key"] },
  { id: "official", provider: "official", keys: ["api_key"] },
  { id: "pair", provider: "official", keys: ["access_key", "secret_key"] },
  { id: "relay", provider: "relay", keys: ["api_key"] },
  { id: "official-new", provider: "official-new", keys: ["api_key"], isRare: true },
  { id: "dmxapi-responses", provider: "dmxapi-responses", keys: ["api_key"], isRare: true },
];

/** @param {string} id @returns {Way} */
export function way(id) {
  return WAYS.find((way) => way.id === id) ?? /** @type {Way} */ (WAYS[0]);
}

/** Which way a stored account goes. @param {types.AccountEntry} entry @returns {Way} */
export function wayOf(entry) {
  const hasPair = !entry.api_key && (entry.access_key || entry.secret_key);
  return way(entry.provider === "official" && hasPair ? "pair" : entry.provider);
}

/** The addresses of a way that everybody has. @param {types.AccountList} list @param {Way} way @returns {string[]} */
export function addressesOf(list, way) {
  return list.providers.find((provider) => provider.name === way.provider)?.addresses ?? [];
}

/** Where an address lies, as far as its name tells. @param {string} address @returns {"china" | "world"} */
export function sideOf(address) {
  return /beijing|\.cn(?=[:/]|$)/.test(address) ? "china" : "world";
}

/**
 * A name for a new account that is not taken yet.
 * @param {string} wanted
 * @param {types.AccountEntry[]} accounts
 */
export function freeName(wanted, accounts) {
  const taken = new Set(accounts.map((account) => account.name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted} ${number}`;
    if (!taken.has(name)) return name;
  }
}

/**
 * What the form sends.
 * @param {Record<string, string>} typed
 * @param {string} was the name that the account has so far, "" for a new one
 * @returns {types.AccountFields}
 */
export function fieldsFrom(typed, was) {
  const { provider, keys } = way(typed.way ?? "");
  /** @param {(typeof KEYS)[number]} key what was typed for another way stays here */
  const key = (key) => (keys.includes(key) ? (typed[key] ?? "").trim() : "");
  return {
    was,
    name: (typed.name ?? "").trim(),
    provider,
    base_url: (typed.base_url ?? "").trim(),
    api_key: key("api_key"),
    access_key: key("access_key"),
    secret_key: key("secret_key"),
    slots: numberIn(typed.slots),
    daily_budget: numberIn(typed.daily_budget),
  };
}

/**
 * A number, null where nothing was typed, and what was typed where it is no number: the server then says what it
 * should be.
 * @param {string | undefined} text
 * @returns {number | string | null}
 */
export function numberIn(text) {
  const typed = (text ?? "").trim();
  if (!typed) return null;
  return /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed;
}

/**
 * Whether a stored key can be kept: the way and the place are as they were.
 * @param {types.AccountEntry | null} entry
 * @param {Way} now
 * @param {string} address
 */
export function keepsKey(entry, now, address) {
  return entry !== null && wayOf(entry).id === now.id && originOf(entry.base_url) === originOf(address);
}

/** @param {string} address */
function originOf(address) {
  try {
    return new URL(address).origin;
  } catch {
    return address;
  }
}
