// Who is being played: the menu to be somebody else, and a sign when somebody else has something to read.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { openMenu } from "./menu.js";
import { t } from "./words.js";

export function openPersonMenu(event) {
  const entries = [...app.sessions.values()].map((session) => ({
    label: session.person.global_name ?? session.person.username,
    detail: session.person.role_note,
    lead: avatar(session.person),
    checked: session === app.session,
    badge: app.waitingFor(session).length,
    data: { person: session.person.id, personName: session.person.username },
    run: () => app.become(session.person.id),
  }));
  openMenu(event, [{ heading: t("youAre") }, ...entries], t("youAre"));
}

/** How many private places wait to be read by the people not being played. */
export function waitingBadge() {
  // Two moderators read the same log: what both can read waits once.
  const waiting = new Set([...app.sessions.values()].flatMap((session) => app.waitingFor(session))).size;
  return waiting > 0 ? h("span.badge", { data: { waiting: String(waiting) } }, String(waiting)) : null;
}
