// A bot on discord.js: answers a message, and a slash command with a private reply and an edit of it.
// The stand-in's origin and the token come from the environment; nothing here knows that it is not Discord.

import { Client, Events, GatewayIntentBits, MessageFlags, Partials, Routes } from "discord.js";

const { ORIGIN: origin, TOKEN: token } = process.env;
const { Guilds, GuildMessages, MessageContent, DirectMessages } = GatewayIntentBits;

const client = new Client({
  intents: [Guilds, GuildMessages, MessageContent, DirectMessages],
  partials: [Partials.Channel],
  rest: { api: `${origin}/api` },
});

client.on(Events.MessageCreate, async (message) => {
  if (message.content.startsWith("ping ")) {
    await message.reply({ content: `pong ${message.content.slice(5)}`, allowedMentions: { parse: [] } });
  }
});

client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand()) return;
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  await interaction.editReply(interaction.options.getString("text", true));
});

client.once(Events.ClientReady, async ({ application }) => {
  const text = { type: 3, name: "text", description: "What to say", required: true };
  const body = [{ name: "say", description: "Says it", options: [text] }];
  await client.rest.put(Routes.applicationCommands(application.id), { body });
});

await client.login(token);
