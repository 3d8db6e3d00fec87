// @ts-check
// What costs money or loses something is asked first, with its price.

import { ask, openDialog } from "../dialog.js";
import { el } from "../dom.js";
import { RouteError } from "../routes.js";
import { againPrompt, newTake, priceOf } from "./again.js";
import { money, whatHappened } from "./words.js";

/**
 * @import * as types from "../types.js"
 * @import { Actions } from "./actions.js"
 */

/** @param {types.Task} task @param {Actions} actions */
export async function askToSendAgain(task, actions) {
  const { texts } = actions.host;
  const isNew = task.state === "saved";
  const cost = await priceSentence(task, actions);
  const yes = await ask({
    title: texts.t("gallery.again.title"),
    text: [
      promptOf(task),
      isNew ? newSentence(task, actions) : failedSentence(task, actions),
      cost,
      texts.t("gallery.again.rest"),
    ],
    yes: texts.t("gallery.again.yes"),
    texts,
  });
  if (yes) await sendAgain(task, isNew ? newTake(task.items) : null, actions);
}

/** @param {types.Task} task @param {number | null} take @param {Actions} actions */
async function sendAgain(task, take, actions) {
  const { host } = actions;
  const source = await actions.tried(host.routes.source(task.id));
  if (!source) return;
  const prompt = source.prompt && againPrompt(source.prompt, source.node, take);
  if (!prompt) return host.tell("error", host.texts.t("gallery.told.no_prompt"));
  const queued = await actions.tried(host.queue(prompt, source.workflow).then(() => true));
  if (queued) host.tell("success", host.texts.t("gallery.told.queued"));
}

/** @param {types.Task} task @param {Actions} actions */
function newSentence({ items }, { host }) {
  return host.texts.t("gallery.again.new", { n: items });
}

/** @param {types.Task} task @param {Actions} actions */
function failedSentence(task, { host }) {
  const { t } = host.texts;
  const charged = task.given_up ? t("gallery.again.given_up") : t("gallery.again.not_charged");
  return task.items > 1 ? `${charged} ${t("gallery.again.only_failed", { n: task.items })}` : charged;
}

/** What it costs, in the words of whose prices they are. @param {types.Task} task @param {Actions} actions */
async function priceSentence(task, { host }) {
  const { t } = host.texts;
  const units = priceOf(task);
  if (task.free) return t("gallery.again.free");
  if (units === null) return t("gallery.again.price_unknown");
  // Whose prices they are is a detail: without the answer it is "about".
  const prices = await host.routes.prices().catch(() => null);
  const isOfficial = prices?.accounts?.[task.account] === "official";
  const price = money(units, false, host.texts);
  if (task.state !== "saved" && task.items > 1) return t("gallery.again.price_each", { price });
  return isOfficial ? t("gallery.again.official", { price }) : t("gallery.again.about", { price });
}

/** @param {types.Task} task @param {Actions} actions */
export async function askToGiveUp(task, actions) {
  const { host } = actions;
  const { texts } = host;
  const { t } = texts;
  const both = task.can_send_again;
  const yes = await ask({
    title: both ? t("gallery.give_up.title") : t("gallery.give_up.title_only"),
    text: [
      promptOf(task),
      whatHappened(task, texts),
      both ? t("gallery.give_up.text") : t("gallery.give_up.text_only"),
      ...(both ? [await priceSentence(task, actions)] : []),
      reasonOf(task, actions),
    ],
    yes: both ? t("gallery.give_up.yes") : t("gallery.give_up.yes_only"),
    danger: true,
    texts,
  });
  if (!yes) return;
  const now = await actions.tried(host.routes.giveUp(task.id));
  if (!now) return;
  actions.hear(now);
  // The same take: what was paid of the same batch is found, and not sent again.
  if (both) await sendAgain(task, null, actions);
}

/** Asks for the id of a task whose answer was lost. @param {types.Task} task @param {Actions} actions */
export function askWhichItIs(task, actions) {
  const { texts } = actions.host;
  const { t } = texts;
  const { form, send } = takeUpForm(task, actions, () => close());
  const { close } = openDialog({
    title: t("gallery.take_up.title"),
    texts,
    body: [el("p", {}, t("gallery.take_up.text")), ownId(task, actions), form, reasonOf(task, actions)],
    actions: [send],
    name: "kk-question",
  });
  form.querySelector("input")?.focus();
}

/** @param {types.Task} task @param {Actions} actions @param {() => void} done */
function takeUpForm(task, actions, done) {
  const { host } = actions;
  const { t } = host.texts;
  const field = el("input", { type: "text", autocomplete: "off", spellcheck: false, required: true, maxLength: 200 });
  const wrong = el("p", { class: "kk-error", role: "alert" });
  const send = el("button", { class: "kk-button kk-primary", type: "submit" }, t("gallery.take_up.yes"));
  const form = el(
    "form",
    { id: "kk-take-up" },
    el("label", { class: "kk-field" }, t("gallery.take_up.id"), field),
    wrong,
  );
  // It stands at the foot of the dialog, outside of its form.
  send.setAttribute("form", form.id);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    wrong.textContent = "";
    try {
      actions.hear(await host.routes.takeUp(task.id, field.value.trim()));
      done();
      host.tell("success", t("gallery.told.taken_up"));
    } catch (error) {
      wrong.textContent = error instanceof Error ? error.message : String(error);
      send.disabled = false;
    }
  });
  return { form, send };
}

/** @param {types.Task} task @param {Actions} actions */
export async function askToForget(task, actions) {
  const { texts } = actions.host;
  const { t } = texts;
  const file = task.video ? t("gallery.forget.file") : t("gallery.forget.no_file");
  const text = [promptOf(task), t("gallery.forget.text"), file];
  if (await ask({ title: t("gallery.forget.title"), text, yes: t("gallery.forget.yes"), danger: true, texts })) {
    await forget(task, false, actions);
  }
}

/** @param {types.Task} task @param {boolean} force @param {Actions} actions */
async function forget(task, force, actions) {
  const { host } = actions;
  const { t } = host.texts;
  try {
    await host.routes.forget(task.id, force);
    actions.hearGone(task.id);
    host.tell("success", t("gallery.told.forgotten"));
  } catch (error) {
    // Refused because something paid would be lost: a person may want that all the same.
    const mayForce = error instanceof RouteError && error.force && !force;
    if (!mayForce) return void (await actions.tried(Promise.reject(error)));
    const what = {
      title: t("gallery.forget.title"),
      text: error.message,
      yes: t("gallery.forget.force"),
      danger: true,
    };
    if (await ask({ ...what, texts: host.texts })) await forget(task, true, actions);
  }
}

/** @param {types.Task} task */
function promptOf(task) {
  return el("p", { class: "kk-quote" }, task.prompt || task.task_id || `#${task.id}`);
}

/** Our own id, by which the provider's console may find it. @param {types.Task} task @param {Actions} actions */
function ownId(task, { host }) {
  return el("p", { class: "kk-hint" }, host.texts.t("gallery.take_up.own"), " ", el("code", {}, task.external_task_id));
}

/** @param {types.Task} task @param {Actions} actions */
function reasonOf(task, { host }) {
  const summary = el("summary", {}, host.texts.t("gallery.unknown.details"));
  return el("details", { class: "kk-hint", hidden: !task.reason }, summary, el("p", {}, task.reason));
}
