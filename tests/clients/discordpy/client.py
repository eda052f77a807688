"""A bot on discord.py: answers a message, and a slash command with a private reply and an edit of it.

The stand-in's origin and the token come from the environment; the two addresses below are all that tells it from Discord.
"""

import logging
import os

import discord
import yarl

ORIGIN = os.environ["ORIGIN"]
discord.http.Route.BASE = f"{ORIGIN}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(ORIGIN.replace("http", "ws") + "/gateway")

intents = discord.Intents(guilds=True, members=True, messages=True, message_content=True)
client = discord.Client(intents=intents)
tree = discord.app_commands.CommandTree(client)


@tree.command(name="say", description="Says it")
async def say(interaction: discord.Interaction, text: str) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content=text)


@client.event
async def on_message(message: discord.Message) -> None:
    if message.content.startswith("ping "):
        answer = f"pong {message.content[5:]}"
        await message.reply(answer, allowed_mentions=discord.AllowedMentions.none())


@client.event
async def setup_hook() -> None:
    await tree.sync()


client.run(os.environ["TOKEN"], log_level=logging.ERROR)
