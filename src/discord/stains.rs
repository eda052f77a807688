//! Secrets stain the connections they came over: the library's buffers keep the bytes of a frame until longer ones have
//! come, and nobody wipes them. So a connection that a secret was seen on is taken up anew once its pieces are not held
//! together any more. It is resumed: Discord sends again what came meanwhile, and nothing is missed.

use super::guard::typed_secret;
use super::state::lock;
use crate::message::Seconds;
use crate::text::Private;
use serenity::all::{
    ActionRowComponent, CommandDataOption, CommandDataOptionValue as Value, Interaction, ShardId,
};
use std::collections::HashMap;
use std::sync::Mutex;

/// As long as pieces of a secret belong together. So a shard of busy servers is resumed six times an hour at most, and one
/// where nobody leaks never.
const HELD: Seconds = 10 * 60;

/// When a secret first came over each shard's connection.
#[derive(Default)]
pub(crate) struct Stains(Mutex<HashMap<ShardId, Seconds>>);

impl Stains {
    /// A secret has come over this shard's connection.
    pub(crate) fn mark(&self, shard: ShardId, now: Seconds) {
        lock(&self.0).entry(shard).or_insert(now);
    }

    /// The shards whose connections are to be taken up anew.
    pub(crate) fn take_old(&self, now: Seconds) -> Vec<ShardId> {
        lock(&self.0).extract_if(|_, &mut at| at + HELD < now).map(|(shard, _)| shard).collect()
    }
}

/// Whether somebody typed a secret into a command or a form.
pub(crate) fn is_secret(interaction: &Interaction) -> bool {
    let mut typed = String::new();
    match interaction {
        Interaction::Command(command) | Interaction::Autocomplete(command) => {
            collect(&command.data.options, &mut typed);
        }
        Interaction::Modal(form) => {
            let inputs = form.data.components.iter().flat_map(|row| &row.components);
            for input in inputs {
                if let ActionRowComponent::InputText(input) = input {
                    add(&mut typed, input.value.as_deref().unwrap_or_default());
                }
            }
        }
        _ => {}
    }
    typed_secret(Private::new(typed).as_str()).is_some()
}

fn collect(options: &[CommandDataOption], typed: &mut String) {
    for option in options {
        match &option.value {
            Value::String(text) | Value::Autocomplete { value: text, .. } => add(typed, text),
            Value::SubCommand(below) | Value::SubCommandGroup(below) => collect(below, typed),
            _ => {}
        }
    }
}

fn add(typed: &mut String, text: &str) {
    typed.push_str(text);
    typed.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_renewed_once_for_all_its_stains() {
        let (stains, shard) = (Stains::default(), ShardId(3));
        stains.mark(shard, 1_000);
        stains.mark(shard, 1_500);
        assert!(stains.take_old(1_000 + HELD).is_empty());
        assert_eq!(stains.take_old(1_001 + HELD), [shard]);
        assert!(stains.take_old(10_000).is_empty(), "it is clean");
    }
}
