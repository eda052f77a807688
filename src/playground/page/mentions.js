// People and channels named in what is being written: suggested after @ and #, and turned into the ids
// Discord wants when it is sent.

import { app } from "./app.js";
import { channels, users } from "./picker.js";

const BEING_TYPED = /(?:^|\s)([@#])([\p{L}\p{N}_.-]*)$/u;
const PERSON = /(?<=^|\s)@([\w.]+)/g;
const CHANNEL = /(?<=^|\s)#([\p{L}\p{N}_-]+)/gu;

/** Who or what may be meant by the name that ends `text`: { typed, items }, or null when there is none. */
export function namesFor(text) {
  const match = BEING_TYPED.exec(text);
  if (!match) return null;
  const [, sigil, start] = match;
  const all = sigil === "@" ? users().map(byUsername) : channels().map(byLabel);
  const fits = ({ label, value }) => `${label} ${value}`.toLowerCase().includes(start.toLowerCase());
  return { typed: sigil + start, items: all.filter(fits) };
}

const byUsername = (user) => ({ ...user, value: `@${user.description}`, detail: user.description });
const byLabel = (channel) => ({ ...channel, value: channel.label });

/** Names become mentions; a name that nobody has stays text. */
export function withMentions(text) {
  const { store } = app.session;
  const people = new Map([...store.users.values()].map(({ id, username }) => [username.toLowerCase(), id]));
  const places = new Map([...store.channels.values()].map(({ id, name }) => [name, id]));
  const mention = (known, sigil) => (whole, name) => (known(name) ? `<${sigil}${known(name)}>` : whole);
  return text
    .replace(
      PERSON,
      mention((name) => people.get(name.toLowerCase()), "@"),
    )
    .replace(
      CHANNEL,
      mention((name) => places.get(name), "#"),
    );
}
