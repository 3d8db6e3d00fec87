// @ts-check
// A price in words: short for the badge, long for who asks.

/**
 * @import { Texts } from "../texts.js"
 * @import { Price } from "./price.js"
 */

/**
 * What the badge says.
 * @param {Price} price
 * @param {number} dollars per unit
 * @param {Pick<Texts, "t" | "language">} texts
 */
export function short(price, dollars, texts) {
  const { t } = texts;
  if (price.units === "refused") return t("cost.refused");
  if (price.whose === "free") return t("cost.free");
  if (price.units === "unknown") return t("cost.unknown");
  const money = amount(price.units, dollars, texts);
  const cost = { video: money, each: t("cost.each", { money }), "5 s": t("cost.per_5_s", { money }) }[price.per];
  const whole = price.plus ? t("cost.plus", { cost, money: amount([price.plus, price.plus], dollars, texts) }) : cost;
  return price.whose === "official" ? t("cost.official", { cost: whole }) : t("cost.about", { cost: whole });
}

/**
 * What it says when one asks: where the number comes from, and what else to know.
 * @param {Price} price
 * @param {number} dollars per unit
 * @param {Pick<Texts, "t" | "language">} texts
 */
export function long(price, dollars, texts) {
  const { t } = texts;
  if (price.units === "refused") return t("cost.long.refused");
  if (price.whose === "free") return t("cost.long.free");
  if (price.units === "unknown") return t("cost.long.unknown");
  const sentences = [t("cost.long.unit", { money: amount([1, 1], dollars, texts) })];
  if (price.whose === "about") sentences.push(t("cost.long.about"));
  if (price.units[0] !== price.units[1]) sentences.push(t("cost.long.range"));
  if (price.per === "each") sentences.push(t("cost.long.each"));
  if (price.plus) sentences.push(t("cost.long.faces"));
  sentences.push(t("cost.long.once"));
  return sentences.join(texts.language === "zh" ? "" : " ");
}

/**
 * ¥2.00, or ¥2.00 ($0.28) for those who are not billed in yuan.
 * @param {[number, number]} units
 * @param {number} dollars per unit
 * @param {Pick<Texts, "language">} texts
 */
function amount(units, dollars, { language }) {
  const yuan = `¥${range(units)}`;
  return language === "zh" ? yuan : `${yuan} ($${range([units[0] * dollars, units[1] * dollars])})`;
}

/** @param {[number, number]} money */
function range([low, high]) {
  return low === high ? low.toFixed(2) : `${low.toFixed(2)}–${high.toFixed(2)}`;
}
