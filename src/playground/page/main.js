// Puts the page together: asks who can be played, connects them, and opens the first channel.

import { app } from "./app.js";
import { mountComposer } from "./composer.js";
import { h } from "./dom.js";
import { mountForum } from "./forum.js";
import { mountMessages } from "./messages.js";
import "./modal.js";
import { mountPeople } from "./people.js";
import { playground } from "./rest.js";
import { followChannel } from "./route.js";
import { mountSidebar } from "./sidebar.js";
import { restoreTheme } from "./theme.js";
import { complain } from "./toast.js";
import { mountTopbar } from "./topbar.js";
import { mountTyping } from "./typing.js";
import { setLanguage } from "./words.js";

const NARROW = matchMedia("(max-width: 760px)"); // where the sides become drawers; style.css says the same
const page = document.body;

const drawers = {
  toggleChannels: () => toggle("channels-open"),
  togglePeople: () => toggle(NARROW.matches ? "people-open" : "people-hidden"),
};

function toggle(name) {
  page.classList.toggle(name);
}

function closeDrawers() {
  page.classList.remove("channels-open", "people-open");
}

function mount() {
  const side = document.getElementById("side");
  const chat = document.getElementById("chat");
  mountSidebar(side);
  mountTopbar(chat, drawers);
  mountForum(chat);
  mountMessages(chat);
  mountTyping(chat);
  mountComposer(chat);
  mountPeople(document.getElementById("people"));
  followChannel();
  app.on("channel", closeDrawers);
  app.on("failure", complain);
  document.getElementById("shade").addEventListener("click", closeDrawers);
  addEventListener("keydown", (event) => event.key === "Escape" && closeDrawers());
}

/** The person whose connection is ready first is not of interest: the first of the list begins. */
async function begin(session) {
  if (app.session) return;
  const [first] = app.sessions.values();
  if (session !== first) return;
  app.session = first;
  setLanguage(first.person.locale);
  app.emit("person");
  const place = app.placeOf(location);
  await app.open(place?.channelId ?? app.firstChannel()?.id, place?.messageId);
}

restoreTheme();
setLanguage(navigator.language);
mount();
app.on("ready", begin);
try {
  const [world, people] = await Promise.all([playground("world"), playground("people")]);
  app.start(world, people);
} catch (error) {
  document.getElementById("chat").append(h("p.empty", { role: "alert" }, error.message));
}
