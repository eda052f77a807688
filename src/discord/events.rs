//! What arrives from the gateway beside messages, which take a road of their own, and who deals with it.

use super::commands::Commands;
use super::guard::Title;
use super::road::{Road, hears_direct};
use super::{catch_up, components, guard, moderate, outcomes, reply, stains, threads};
use crate::metrics::METRICS;
use serenity::all::{Context, Framework, FullEvent, GuildChannel, GuildId, Interaction, MessageId};
use serenity::async_trait;
use std::sync::Arc;

/// Deals with every event. To the library it is a framework: that gets each event as it is, where handlers get a copy each.
pub(crate) struct Events {
    pub(crate) road: Arc<Road>,
    pub(crate) commands: Commands,
}

#[async_trait]
impl Framework for Events {
    async fn dispatch(&self, ctx: Context, event: FullEvent) {
        if matches!(event, FullEvent::Message { .. } | FullEvent::MessageUpdate { .. }) {
            // The road has seen it already, and holds what it needs of it.
            drop((ctx, event));
            return self.road.go_on().await;
        }
        // In a box: what needs nothing needs no room for it.
        Box::pin(self.deal_with(ctx, event)).await;
    }
}

impl Events {
    async fn deal_with(&self, ctx: Context, event: FullEvent) {
        METRICS.event(event.snake_case_name());
        let state = &self.road.state;
        match event {
            FullEvent::Ready { data_about_bot } => {
                let ready = data_about_bot.clone();
                if hears_direct(&ready) {
                    catch_up::begin_direct(&self.road);
                }
                self.commands.dispatch(ctx, FullEvent::Ready { data_about_bot }).await;
                catch_up::forget_left(state, &ready).await;
            }
            FullEvent::InteractionCreate { interaction } => {
                if stains::is_secret(&interaction) {
                    state.stain(ctx.shard_id);
                }
                match &interaction {
                    Interaction::Component(pressed) => components::pressed(&ctx, state, pressed).await,
                    Interaction::Modal(form) => moderate::submitted(&ctx, state, form).await,
                    // Commands and what is typed into them.
                    _ => self.commands.dispatch(ctx, FullEvent::InteractionCreate { interaction }).await,
                }
            }
            FullEvent::MessageDelete { deleted_message_id, guild_id, .. } => {
                self.gone(guild_id, deleted_message_id).await;
            }
            FullEvent::MessageDeleteBulk { multiple_deleted_messages_ids, guild_id, .. } => {
                for message in multiple_deleted_messages_ids {
                    self.gone(guild_id, message).await;
                }
            }
            FullEvent::ThreadCreate { thread } => self.judge_title(&ctx, &thread, Title::New).await,
            FullEvent::ThreadUpdate { old, new } => {
                if new.thread_metadata.is_some_and(|data| data.archived) {
                    state.progress.ended(new.guild_id.get(), new.id.get());
                    threads::forget_archived(&self.road.cache, &new);
                }
                // Nothing but a new title can hold a new secret.
                match old {
                    None => self.judge_title(&ctx, &new, Title::Perhaps).await,
                    Some(old) if old.name != new.name => self.judge_title(&ctx, &new, Title::Changed).await,
                    Some(_) => {}
                }
            }
            // What comes and goes the road has seen already.
            FullEvent::GuildCreate { guild, .. } => catch_up::begin(&self.road, &guild),
            FullEvent::ThreadDelete { thread, .. } => {
                state.progress.ended(thread.guild_id.get(), thread.id.get());
            }
            FullEvent::ChannelCreate { channel } => self.relearn(channel.guild_id),
            FullEvent::ChannelDelete { channel, .. } => {
                state.progress.ended(channel.guild_id.get(), channel.id.get());
                self.relearn(channel.guild_id);
            }
            FullEvent::ChannelUpdate { new, .. } => self.relearn(new.guild_id),
            FullEvent::GuildRoleCreate { new } | FullEvent::GuildRoleUpdate { new, .. } => {
                self.relearn(new.guild_id);
            }
            FullEvent::GuildRoleDelete { guild_id, .. } => self.relearn(guild_id),
            _ => {}
        }
    }

    async fn judge_title(&self, ctx: &Context, thread: &GuildChannel, title: Title) {
        if guard::judge_title(&ctx.http, &self.road.state, thread, title).await {
            self.road.state.stain(ctx.shard_id);
        }
    }

    async fn gone(&self, guild: Option<GuildId>, message: MessageId) {
        outcomes::gone(&self.road.state, guild, message);
        reply::withdraw(&self.road.http, &self.road.state, message.get()).await;
    }

    fn relearn(&self, guild: GuildId) {
        if let Some(guild) = self.road.cache.guild(guild) {
            self.road.state.learn(&guild);
        }
    }
}
