// The apps' commands as this person sees them: flattened to what can be run, named in their language,
// found by what is typed. Filling one in is commandbar.js.

import { app } from "./app.js";
import { attempt } from "./toast.js";
import { localised, t } from "./words.js";

export const COMMAND = { slash: 1, user: 2, message: 3 };
export const OPTION = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
};

/** Every slash command that can be run here, one entry a subcommand: { command, path, name, options }. */
export function runnable() {
  return ofType(COMMAND.slash)
    .flatMap((command) => leaves(command, command.options ?? [], []))
    .sort((a, b) => a.name.localeCompare(b.name));
}

const ofType = (wanted) => app.session.commands.filter(({ type }) => (type ?? COMMAND.slash) === wanted);

function leaves(command, options, path) {
  const nested = options.filter(({ type }) => type === OPTION.subcommand || type === OPTION.group);
  if (nested.length > 0)
    return nested.flatMap((option) => leaves(command, option.options ?? [], [...path, option]));
  const steps = [command, ...path];
  return [
    {
      command,
      path,
      options,
      name: steps.map((step) => localised(step, "name")).join(" "),
      plainName: steps.map((step) => step.name).join(" "),
      description: localised(steps.at(-1), "description"),
    },
  ];
}

/** The commands whose name, in either language, goes on from what was typed; then those that contain it. */
export function matching(typed) {
  const wanted = typed.toLowerCase();
  const entries = runnable();
  const names = (entry) => [entry.name.toLowerCase(), entry.plainName.toLowerCase()];
  const starts = entries.filter((entry) => names(entry).some((name) => name.startsWith(wanted)));
  const contains = entries.filter(
    (entry) => !starts.includes(entry) && names(entry).some((name) => name.includes(wanted)),
  );
  return [...starts, ...contains];
}

/** The body Discord wants for a slash command: the options, wrapped in the subcommands that lead to them. */
export function commandData({ command, path }, options) {
  const nested = path.reduceRight(
    (inner, step) => [{ type: step.type, name: step.name, options: inner }],
    options,
  );
  return { ...identity(command), options: nested };
}

const identity = ({ id, name, version, type, guild_id }) => ({
  id,
  name,
  version,
  type: type ?? COMMAND.slash,
  guild_id,
});

/** Menu entries for the right-click commands on a message or a person. */
export function appEntries(type, targetId) {
  const commands = ofType(type);
  if (commands.length === 0) return [];
  const entry = (command) => ({
    label: localised(command, "name"),
    icon: "app",
    data: { contextCommand: command.name },
    run: () => runOn(command, targetId),
  });
  return ["line", { heading: t("apps") }, ...commands.map(entry)];
}

function runOn(command, targetId) {
  return attempt(() =>
    app.session.run(command.application_id, app.channel, { ...identity(command), target_id: targetId }),
  );
}
