// A face for everybody without fetching a picture: initials on a colour of their own, the lion-dog for apps.

import { h, icon } from "./dom.js";
import { timeOf } from "./snowflake.js";

const VERMILION = 10; // apps alone have it
const HUES = [38, 95, 150, 185, 215, 262, 320]; // told apart at a glance on dark and on light

export function avatar(user, className = "") {
  const name = user.global_name ?? user.username ?? "?";
  const node = h(
    "span.avatar",
    { class: className, "aria-hidden": "true" },
    user.bot ? icon("komainu") : [...name][0],
  );
  node.style.setProperty("--hue", user.bot ? VERMILION : HUES[timeOf(user.id).getTime() % HUES.length]);
  return node;
}
