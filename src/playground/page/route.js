// The address bar: /channels/SERVER/CHANNEL, as in Discord, so that reload, back and links find the place.

import { app } from "./app.js";

export function followChannel() {
  app.on("channel", () => {
    if (!app.channel) return;
    document.title = `${app.titleOf(app.channel)} · komainu playground`;
    const path = `/channels/${app.channel.guild_id ?? "@me"}/${app.channelId}`;
    if (location.pathname === path) return;
    if (/^\/channels\//.test(location.pathname)) history.pushState(null, "", path);
    else history.replaceState(null, "", path);
  });
  addEventListener("popstate", () => {
    const place = app.placeOf(location);
    if (place) app.open(place.channelId, place.messageId);
  });
}
