// What an admin can do to a channel: take a permission away from an app, or give it back, as under
// Discord's "Edit Channel › Permissions". An app's own check then has something to find.

import { app } from "./app.js";
import { onMenuGesture, openMenu } from "./menu.js";
import { PERMISSION, permissionsIn } from "./permissions.js";
import { isThread } from "./store.js";
import { attempt } from "./toast.js";
import { t } from "./words.js";

/** What the bots of this playground ask for, by the names in permissions.js. */
const offered = () => [
  ["viewChannel", t("viewChannel")],
  ["sendMessages", t("sendMessages")],
  ["sendMessagesInThreads", t("sendMessagesInThreads")],
  ["embedLinks", t("embedLinks")],
  ["readHistory", t("readHistory")],
  ["manageMessages", t("manageMessages")],
  ["manageThreads", t("manageThreads")],
];
const ROLE = 0; // the type of an overwrite

/** Opens the menu on a channel's entry, for those who may change its permissions. */
export function onChannelMenu(node, channel) {
  if (channel.guild_id && !isThread(channel)) {
    onMenuGesture(node, (event) => mayChange(channel) && open(event, channel));
  }
}

function mayChange(channel) {
  const { guild, me } = app.session.store;
  const member = guild.members.get(me.id);
  return member && (permissionsIn(guild, member, channel) & PERMISSION.manageRoles) !== 0n;
}

function open(event, channel) {
  const { store } = app.session;
  const bots = [...store.guild.members.values()].filter(({ user }) => user.bot && ownRole(user));
  const entries = bots.flatMap((bot) => [
    { heading: t("allowedHere", { name: store.nameOf(bot.user.id), channel: `#${channel.name}` }) },
    ...offered().map(([name, label]) => toggle(channel, bot, name, label)),
  ]);
  openMenu(event, entries, t("permissionsOf", { channel: `#${channel.name}` }));
}

/** The role that Discord made for an app. */
function ownRole(user) {
  return [...app.session.store.guild.roles.values()].find(({ tags }) => tags?.bot_id === user.id);
}

function toggle(channel, bot, name, label) {
  const { guild } = app.session.store;
  const bit = PERMISSION[name];
  const has = (permissionsIn(guild, bot, channel) & bit) !== 0n;
  return {
    label,
    checked: has,
    several: true,
    data: { permission: name },
    run: () => attempt(() => change(channel, ownRole(bot.user).id, bit, !has)),
  };
}

function change(channel, role, bit, allowed) {
  const known = (channel.permission_overwrites ?? []).find(({ id }) => id === role);
  const [allow, deny] = [BigInt(known?.allow ?? 0), BigInt(known?.deny ?? 0)];
  return app.session.rest.put(`/channels/${channel.id}/permissions/${role}`, {
    type: ROLE,
    allow: String(allowed ? allow | bit : allow & ~bit),
    deny: String(allowed ? deny & ~bit : deny | bit),
  });
}
