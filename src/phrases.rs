//! Every sentence the bot says, by key, in the reader's language. The sentences stand in `responses/ui/<lang>.json`.

use crate::book::{Book, Lang};

/// The key of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(pub &'static str);

macro_rules! keys {
    ($($name:ident = $key:literal,)*) => {
        $(#[doc = concat!("`", $key, "`")] pub const $name: Key = Key($key);)*
        /// Every key, so that a language file can be checked for all of them.
        pub const KEYS: &[Key] = &[$($name),*];
    };
}

keys! {
    ANSWER_FOOTER = "answer.footer",
    ANSWER_NEVER_FIRST = "answer.never_first",
    ANSWER_LINK_FOREIGN = "answer.link_foreign",
    ANSWER_FOR = "answer.for",
    SUGGEST_INTRO = "suggest.intro",
    SUGGEST_NONE = "suggest.none",
    BUTTON_SOLVED = "button.solved",
    BUTTON_NOT_ASKED = "button.not_asked",
    BUTTON_DELETE = "button.delete",
    BUTTON_GUIDANCE = "button.guidance",
    BUTTON_FALSE_ALARM = "button.false_alarm",
    BUTTON_BRIEFING = "button.briefing",
    REPLY_SOLVED = "reply.solved",
    REPLY_SOLVED_MARK = "reply.solved_mark",
    REPLY_MORE = "reply.more",
    REPLY_HELPER = "reply.helper",
    REPLY_NO_MORE = "reply.no_more",
    REPLY_ONLY_ASKER = "reply.only_asker",
    HELPER_TITLE = "helper.title",
    HELPER_BODY = "helper.body",
    DM_UNSURE = "dm.unsure",
    GUARD_KIND_PHRASE = "guard.kind.phrase",
    GUARD_KIND_KEY = "guard.kind.key",
    GUARD_REMOVED_TITLE = "guard.removed.title",
    GUARD_REMOVED_BODY = "guard.removed.body",
    GUARD_LIKELY_TITLE = "guard.likely.title",
    GUARD_LIKELY_BODY = "guard.likely.body",
    GUARD_DIRECT_TITLE = "guard.direct.title",
    GUARD_DIRECT_BODY = "guard.direct.body",
    GUARD_TYPED_TITLE = "guard.typed.title",
    GUARD_TYPED_BODY = "guard.typed.body",
    GUARD_STEP_NEW_WALLET = "guard.step.new_wallet",
    GUARD_STEP_MOVE = "guard.step.move",
    GUARD_STEP_ABANDON = "guard.step.abandon",
    GUARD_STEP_NOBODY = "guard.step.nobody",
    GUARD_PUBLIC_REMOVED = "guard.public.removed",
    GUARD_PUBLIC_LIKELY = "guard.public.likely",
    GUARD_PUBLIC_NOT_REMOVED = "guard.public.not_removed",
    ALERT_TITLE_REMOVED = "alert.title.removed",
    ALERT_TITLE_LIKELY = "alert.title.likely",
    ALERT_TITLE_OBSERVED = "alert.title.observed",
    ALERT_TITLE_NOT_REMOVED = "alert.title.not_removed",
    ALERT_KIND = "alert.kind",
    ALERT_VERDICT = "alert.verdict",
    ALERT_REASON = "alert.reason",
    ALERT_AUTHOR = "alert.author",
    ALERT_CHANNEL = "alert.channel",
    ALERT_TIME = "alert.time",
    ALERT_DONE = "alert.done",
    ALERT_JUMP = "alert.jump",
    ALERT_MISSING_PERMISSION = "alert.missing_permission",
    ALERT_DELETE_FAILED = "alert.delete_failed",
    ALERT_LAST = "alert.last",
    ALERT_DONE_DELETED = "alert.done.deleted",
    ALERT_DONE_OBSERVED = "alert.done.observed",
    ALERT_DONE_WARNED_PRIVATE = "alert.done.warned_private",
    ALERT_DONE_WARNED_PUBLIC = "alert.done.warned_public",
    ALERT_DONE_NOT_WARNED = "alert.done.not_warned",
    ALERT_DELETED_BY = "alert.deleted_by",
    ALERT_VERDICTS = "alert.verdicts",
    ALERT_FALSE_ALARM_BY = "alert.false_alarm_by",
    ALERT_FALSE_ALARM_ONCE_BY = "alert.false_alarm_once_by",
    ALERT_FALSE_ALARM_FULL = "alert.false_alarm_full",
    ALERT_ALREADY = "alert.already",
    BRIEFING_TITLE = "briefing.title",
    BRIEFING_INTRO = "briefing.intro",
    BRIEFING_TEXT = "briefing.text",
    VERDICT_NONE = "verdict.none",
    VERDICT_LIKELY = "verdict.likely",
    VERDICT_CERTAIN = "verdict.certain",
    REASON_CHECKSUM = "reason.checksum",
    REASON_STRUCTURE = "reason.structure",
    REASON_LABEL = "reason.label",
    REASON_DERIVED_ADDRESS = "reason.derived_address",
    REASON_WORDS = "reason.words",
    REASON_NEAR_MISS = "reason.near_miss",
    REASON_BARE = "reason.bare",
    REASON_IMAGE = "reason.image",
    REASON_PUBLISHED = "reason.published",
    REASON_REPORTED = "reason.reported",
    GUARD_TITLE = "guard.title",
    AUDIT_LEAK = "audit.leak",
    AUDIT_BY_MODERATOR = "audit.by_moderator",
    OFFICIAL_TITLE = "official.title",
    OFFICIAL_BODY = "official.body",
    OFFICIAL_YES = "official.yes",
    OFFICIAL_LOOKALIKE = "official.lookalike",
    OFFICIAL_UNKNOWN = "official.unknown",
    OFFICIAL_NOT_URL = "official.not_url",
    FAQ_UNKNOWN = "faq.unknown",
    FAQ_TO_MODERATORS = "faq.to_moderators",
    FAQ_SHOWN = "faq.shown",
    POST_MISSING_PERMISSION = "post.missing_permission",
    POST_FAILED = "post.failed",
    HELP_TITLE = "help.title",
    HELP_BODY = "help.body",
    HELP_COMMANDS = "help.commands",
    HELP_CONTEXT = "help.context",
    HELP_REPORT = "help.report",
    PRIVACY_TITLE = "privacy.title",
    PRIVACY_BODY = "privacy.body",
    INCIDENTS_TITLE = "incidents.title",
    INCIDENTS_ALL = "incidents.all",
    INCIDENTS_OF = "incidents.of",
    INCIDENTS_NONE = "incidents.none",
    INCIDENTS_NEWER = "incidents.newer",
    INCIDENTS_OLDER = "incidents.older",
    INCIDENTS_DELETED = "incidents.deleted",
    INCIDENTS_DELETED_BY_MODERATOR = "incidents.deleted_by_moderator",
    INCIDENTS_DELETE_FAILED = "incidents.delete_failed",
    INCIDENTS_OBSERVED = "incidents.observed",
    INCIDENTS_ALERTED = "incidents.alerted",
    FORGET_TITLE = "forget.title",
    FORGET_BODY = "forget.body",
    FORGET_DO = "forget.do",
    FORGET_KEEP = "forget.keep",
    FORGET_DONE = "forget.done",
    FORGET_SOON = "forget.soon",
    FORGET_KEPT = "forget.kept",
    SETUP_TITLE = "setup.title",
    SETUP_GUESSED = "setup.guessed",
    SETUP_CHECK_HINT = "setup.check_hint",
    SETUP_GONE = "setup.gone",
    SETUP_GONE_HINT = "setup.gone_hint",
    SETUP_GONE_REMOVE = "setup.gone_remove",
    SETUP_MORE = "setup.more",
    SETUP_NONE = "setup.none",
    SETUP_PAGE_CHANNELS = "setup.page.channels",
    SETUP_PAGE_GUARD = "setup.page.guard",
    SETUP_PAGE_EXEMPT = "setup.page.exempt",
    SETUP_PAGE_MORE = "setup.page.more",
    SETUP_ABOUT_CHANNELS = "setup.about.channels",
    SETUP_ABOUT_GUARD = "setup.about.guard",
    SETUP_ABOUT_EXEMPT = "setup.about.exempt",
    SETUP_ABOUT_MORE = "setup.about.more",
    SETUP_ABOUT_HOSTS = "setup.about.hosts",
    SETUP_HELP = "setup.help",
    SETUP_HELP_NONE = "setup.help_none",
    SETUP_HELP_PICK = "setup.help_pick",
    SETUP_LOG = "setup.log",
    SETUP_LOG_NONE = "setup.log_none",
    SETUP_LOG_PICK = "setup.log_pick",
    SETUP_MODE = "setup.mode",
    SETUP_MODE_SINCE = "setup.mode_since",
    SETUP_PROTECT = "setup.protect",
    SETUP_PROTECT_ABOUT = "setup.protect_about",
    SETUP_OBSERVE = "setup.observe",
    SETUP_OBSERVE_ABOUT = "setup.observe_about",
    SETUP_LIKELY = "setup.likely",
    SETUP_LIKELY_ALERT = "setup.likely_alert",
    SETUP_LIKELY_DELETE = "setup.likely_delete",
    SETUP_EXEMPT_CHANNELS = "setup.exempt_channels",
    SETUP_EXEMPT_CHANNELS_PICK = "setup.exempt_channels_pick",
    SETUP_EXEMPT_ROLES = "setup.exempt_roles",
    SETUP_EXEMPT_ROLES_PICK = "setup.exempt_roles_pick",
    SETUP_HELPERS = "setup.helpers",
    SETUP_HELPERS_PICK = "setup.helpers_pick",
    SETUP_LANGUAGE = "setup.language",
    SETUP_KEEP = "setup.keep",
    SETUP_DAYS = "setup.days",
    SETUP_HOSTS = "setup.hosts",
    SETUP_HOSTS_NONE = "setup.hosts_none",
    SETUP_HOSTS_PICK = "setup.hosts_pick",
    SETUP_OBSERVED = "setup.observed",
    SETUP_NEXT_PROTECT = "setup.next_protect",
    SETUP_NEXT_EXEMPT = "setup.next_exempt",
    SETUP_NEXT_LIKELY = "setup.next_likely",
    CHECK_TITLE = "check.title",
    CHECK_WELL = "check.well",
    CHECK_WELL_BODY = "check.well_body",
    CHECK_LOOKED = "check.looked",
    CHECK_FILE = "check.file",
    CHECK_AWAY = "check.away",
    CHECK_GRANT_ROLE = "check.grant_role",
    CHECK_GRANT_CHANNEL = "check.grant_channel",
    CHECK_GRANT_CATEGORY = "check.grant_category",
    CHECK_BREAKS_VIEW = "check.breaks.view",
    CHECK_BREAKS_SEND = "check.breaks.send",
    CHECK_BREAKS_SEND_IN_THREADS = "check.breaks.send_in_threads",
    CHECK_BREAKS_EMBED = "check.breaks.embed",
    CHECK_BREAKS_HISTORY = "check.breaks.history",
    CHECK_BREAKS_MANAGE_MESSAGES = "check.breaks.manage_messages",
    CHECK_BREAKS_MANAGE_THREADS = "check.breaks.manage_threads",
    CHECK_NO_CONTENT = "check.no_content",
    CHECK_NO_LOG = "check.no_log",
    CHECK_LOG_GONE = "check.log_gone",
    CHECK_LOG_MUTE = "check.log_mute",
    CHECK_NO_HELP = "check.no_help",
    TRY_GUARD = "try.guard",
    TRY_GUARD_CLEAR = "try.guard_clear",
    TRY_ANSWER = "try.answer",
    TRY_SUGGEST = "try.suggest",
    TRY_SILENT = "try.silent",
    TRY_RANKING = "try.ranking",
    TRY_BECAUSE = "try.because",
    LIST_BETWEEN = "list.between",
    ACTION_NONE = "action.none",
    ACTION_WARN = "action.warn",
    ACTION_ALERT = "action.alert",
    ACTION_DELETE = "action.delete",
    WHY_NOT_HELP = "why.not_help",
    WHY_BOT = "why.bot",
    WHY_STAFF = "why.staff",
    WHY_REPLY = "why.reply",
    WHY_NOT_OPENER = "why.not_opener",
    WHY_RESOLVED = "why.resolved",
    WHY_ANSWERED = "why.answered",
    WHY_COOLDOWN = "why.cooldown",
    WHY_EDIT = "why.edit",
    WHY_NO_MATCH = "why.no_match",
    WHY_GUARDED = "why.guarded",
    WHY_OLD = "why.old",
    CONTEXT_PICK = "context.pick",
    CONTEXT_PLACEHOLDER = "context.placeholder",
    CONTEXT_GONE = "context.gone",
    LEAK_DONE = "leak.done",
    ERROR_PERMISSION = "error.permission",
    ERROR_FORGED = "error.forged",
    ERROR_GUILD_ONLY = "error.guild_only",
    ERROR_INTERNAL = "error.internal",
    ERROR_STORE_AWAY = "error.store_away",
    ERROR_STORE_CONFLICT = "error.store_conflict",
    ERROR_STORE_TOO_MUCH = "error.store_too_much",
    PERMISSION_MANAGE_MESSAGES = "permission.manage_messages",
    PERMISSION_MANAGE_GUILD = "permission.manage_guild",
    PERMISSION_MANAGE_THREADS = "permission.manage_threads",
    PERMISSION_VIEW_CHANNEL = "permission.view_channel",
    PERMISSION_SEND_MESSAGES = "permission.send_messages",
    PERMISSION_SEND_IN_THREADS = "permission.send_in_threads",
    PERMISSION_EMBED_LINKS = "permission.embed_links",
    PERMISSION_READ_HISTORY = "permission.read_history",
    BUTTON_SAVE = "button.save",
    BUTTON_EDIT_AGAIN = "button.edit_again",
    BUTTON_DISCARD = "button.discard",
    BUTTON_ALLOW_HOST = "button.allow_host",
    BUTTON_HOST_SURE = "button.host_sure",
    BUTTON_BACK = "button.back",
    BUTTON_REMOVE = "button.remove",
    BUTTON_KEEP = "button.keep",
    BUTTON_NEW_ANSWER = "button.new_answer",
    BUTTON_DISMISS = "button.dismiss",
    FORM_ADD = "form.add",
    FORM_EDIT = "form.edit",
    FORM_PHRASINGS_TITLE = "form.phrasings_title",
    FORM_TITLE = "form.title",
    FORM_TEXT = "form.text",
    FORM_TEXT_HINT = "form.text_hint",
    FORM_PHRASINGS = "form.phrasings",
    FORM_PHRASINGS_HINT = "form.phrasings_hint",
    FORM_LINKS = "form.links",
    FORM_LINKS_HINT = "form.links_hint",
    FORM_LANGUAGE = "form.language",
    FORM_FIELD = "form.field",
    FORM_LINE = "form.line",
    FORM_ASKED = "form.asked",
    FORM_LINKED = "form.linked",
    ANSWERS_LIST = "answers.list",
    ANSWERS_NONE = "answers.none",
    ANSWERS_ENTRY = "answers.entry",
    ANSWERS_ENTRY_ADDS = "answers.entry_adds",
    ANSWERS_PREVIEW = "answers.preview",
    ANSWERS_NOT_YET = "answers.not_yet",
    ANSWERS_DISCARDED = "answers.discarded",
    ANSWERS_KEPT = "answers.kept",
    ANSWERS_DRAFT_GONE = "answers.draft_gone",
    ANSWERS_SAVED = "answers.saved",
    ANSWERS_REMOVE_SURE = "answers.remove_sure",
    ANSWERS_REMOVED = "answers.removed",
    ANSWERS_EXPORTED = "answers.exported",
    ANSWERS_IMPORTED = "answers.imported",
    ANSWERS_HOST_SURE = "answers.host_sure",
    IMPORT_TOO_LARGE = "import.too_large",
    IMPORT_UNREADABLE = "import.unreadable",
    IMPORT_FAULTS = "import.faults",
    IMPORT_MORE_FAULTS = "import.more_faults",
    WRONG_FORM = "wrong.form",
    WRONG_ID = "wrong.id",
    WRONG_TWICE = "wrong.twice",
    WRONG_EMPTY = "wrong.empty",
    WRONG_LONG = "wrong.long",
    WRONG_MANY = "wrong.many",
    WRONG_LANGUAGE = "wrong.language",
    WRONG_ADDRESS = "wrong.address",
    WRONG_HOST = "wrong.host",
    WRONG_MENTION = "wrong.mention",
    WRONG_DENIED = "wrong.denied",
    WRONG_NOT_A_LINK = "wrong.not_a_link",
    WRONG_LOOKALIKE = "wrong.lookalike",
    ERROR_STORE_MISSING = "error.store_missing",
    ERROR_STORE_EXISTS = "error.store_exists",
    UNMATCHED_TITLE = "unmatched.title",
    UNMATCHED_NONE = "unmatched.none",
    UNMATCHED_PICK = "unmatched.pick",
    UNMATCHED_NO_CANDIDATE = "unmatched.no_candidate",
    UNMATCHED_SILENCE = "unmatched.silence",
    UNMATCHED_NOT_ASKED = "unmatched.not_asked",
    UNMATCHED_MATCH = "unmatched.match",
    UNMATCHED_HOW = "unmatched.how",
    STATS_TITLE = "stats.title",
    STATS_QUESTIONS = "stats.questions",
    STATS_QUESTIONS_BODY = "stats.questions_body",
    STATS_OUTCOME = "stats.outcome",
    STATS_OUTCOME_BODY = "stats.outcome_body",
    STATS_GUARD = "stats.guard",
    STATS_GUARD_BODY = "stats.guard_body",
    STATS_TOPICS = "stats.topics",
    STATS_ALT = "stats.alt",
    STATS_ALT_DAY = "stats.alt_day",
    LANGUAGE_EN = "language.en",
    LANGUAGE_JA = "language.ja",
}

/// The sentences of one language.
#[derive(Debug, Clone, Copy)]
pub struct Phrases<'b> {
    book: &'b Book,
    lang: Lang,
}

impl<'b> Phrases<'b> {
    /// The sentences of `lang`; English stands in for what it lacks.
    pub fn new(book: &'b Book, lang: Lang) -> Self {
        Self { book, lang: book.ui(lang).map_or(Lang::EN, |ui| ui.code) }
    }

    /// The language they are in.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The book they come from.
    pub fn book(&self) -> &'b Book {
        self.book
    }

    /// A sentence that has no gaps.
    pub fn say(&self, key: Key) -> String {
        self.fill(key, &[])
    }

    /// A sentence with its `{gaps}` filled. What fills them is not looked at again, so it cannot smuggle in a gap.
    pub fn fill(&self, key: Key, values: &[(&str, &str)]) -> String {
        let template = self.template(key);
        let mut said = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let Some((gap, after)) = after.split_once('}') else {
                rest = &rest[before.len()..];
                break;
            };
            said.push_str(values.iter().find(|(name, _)| *name == gap).map_or("", |(_, value)| value));
            rest = after;
        }
        said.push_str(rest);
        said
    }

    /// The name of a language, for readers of this one.
    pub fn language(&self, lang: Lang) -> String {
        match lang {
            Lang::EN => self.say(LANGUAGE_EN),
            Lang::JA => self.say(LANGUAGE_JA),
            // A language the bot was given later is known by its own name.
            _ => self.book.ui(lang).map_or_else(|| lang.to_string(), |ui| ui.name.clone()),
        }
    }

    fn template(&self, key: Key) -> &'b str {
        [self.lang, Lang::EN]
            .into_iter()
            .filter_map(|lang| self.book.ui(lang))
            .find_map(|ui| ui.text.get(key.0))
            // The shipped English is complete (a test says so); a replaced one may lack a sentence, and a key is
            // better than silence.
            .map_or(key.0, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_shipped_languages_say_every_sentence_and_no_other() {
        let book = Book::shipped().expect("sound");
        let keys: BTreeSet<&str> = KEYS.iter().map(|key| key.0).collect();
        for ui in book.uis() {
            let said: BTreeSet<&str> = ui.text.keys().map(String::as_str).collect();
            assert_eq!(said, keys, "{}", ui.code);
        }
    }

    #[test]
    fn gaps_are_filled_once() {
        let book = Book::shipped().expect("sound");
        let phrases = Phrases::new(&book, Lang::EN);
        assert_eq!(phrases.fill(OFFICIAL_YES, &[("host", "{host}")]), "Yes. {host} is an official address.");
        assert_eq!(phrases.fill(OFFICIAL_YES, &[]), "Yes.  is an official address.");
        assert_eq!(phrases.say(Key("no.such.key")), "no.such.key");
        assert_eq!(Phrases::new(&book, Lang::JA).language(Lang::EN), "英語");
    }
}
