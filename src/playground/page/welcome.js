// What a newcomer sees first: one paragraph, and messages to try with one press.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { h, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { attempt } from "./toast.js";
import { t } from "./words.js";

export function welcomeNode() {
  return h(
    "section.welcome",
    { "aria-label": t("welcomeTitle") },
    icon("komainu", "welcome-mark"),
    h("h1", t("welcomeTitle")),
    h("p", t("welcome")),
    h("h2", t("examples")),
    h("div.examples", app.world.examples.map(exampleButton)),
  );
}

function exampleButton(example, index) {
  const attributes = { data: { example: String(index) }, onclick: () => attempt(() => tryOut(example)) };
  const text = h("span.menu-text", example.label, h("small", whereabouts(example)));
  return h("button", attributes, avatar(personOf(example), "small"), text, icon("send"));
}

/** The same examples from the button above the messages, once the welcome has scrolled away. */
export function openExamples(event) {
  const entries = app.world.examples.map((example) => ({
    label: example.label,
    detail: whereabouts(example),
    lead: avatar(personOf(example), "small"),
    run: () => attempt(() => tryOut(example)),
  }));
  openMenu(event, [{ heading: t("examples") }, ...entries], t("examples"));
}

const personOf = ({ person_id: id }) => app.sessions.get(id)?.person ?? { id, username: "?" };

function whereabouts(example) {
  const person = personOf(example);
  const channel = app.session.store.channels.get(example.channel_id);
  const name = person.global_name ?? person.username;
  return channel ? `${name} · #${channel.name}` : name;
}

async function tryOut(example) {
  await app.become(example.person_id);
  await app.open(example.channel_id);
  await app.session.post(example.channel_id, { content: example.text });
}
