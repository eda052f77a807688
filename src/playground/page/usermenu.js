// What one can do with a person: write to them, mention them, run an app's command on them.

import { app } from "./app.js";
import { appEntries, COMMAND } from "./commands.js";
import { openMenu } from "./menu.js";
import { attempt, tell } from "./toast.js";
import { t } from "./words.js";

export function openUserMenu(event, userId) {
  event.preventDefault?.();
  const { store } = app.session;
  const others = userId !== store.me.id && store.users.get(userId);
  const entries = [
    others && {
      label: t("message"),
      icon: "chat",
      run: () => attempt(() => openDirect(userId)),
      data: { direct: userId },
    },
    {
      label: t("mention"),
      icon: "at",
      run: () => app.emit("insert", `@${store.users.get(userId)?.username ?? userId} `),
    },
    ...appEntries(COMMAND.user, userId),
    "line",
    {
      label: t("copyId"),
      icon: "copy",
      run: () => attempt(() => navigator.clipboard.writeText(userId)).then(() => tell(t("copied"))),
    },
  ];
  openMenu(event, entries.filter(Boolean), store.nameOf(userId));
}

async function openDirect(userId) {
  const channel = await app.session.directWith(userId);
  await app.open(channel.id);
}
