//! The words by which `picture` tells whether an image or a file is said to show a seed phrase.

/// What a seed phrase is, at the end of its name: "my secret recovery phrase".
pub(super) const NOUNS: [&str; 12] = [
    "phrase",
    "phrases",
    "seed",
    "seeds",
    "mnemonic",
    "srp",
    "words",
    "seedphrase",
    "seedphrases",
    "passphrase",
    "backup",
    "key",
];
/// What stands before that in the name.
pub(super) const ADJECTIVES: [&str; 20] = [
    "secret", "recovery", "seed", "backup", "mnemonic", "wallet", "metamask", "private", "full", "whole",
    "old", "new", "12", "24", "twelve", "words", "word", "phrase", "trezor", "ledger",
];
/// Of these alone one cannot tell what they are.
pub(super) const VAGUE: [&str; 4] = ["phrase", "phrases", "words", "backup"];
/// Whose it is, and words that lead from one to the other.
pub(super) const LEADING: [&str; 18] = [
    "my", "our", "mine", "the", "is", "are", "was", "s", "of", "with", "for", "a", "just", "still", "really",
    "here", "so", "hes",
];
/// Words that show something.
pub(super) const SHOWING: [&str; 34] = [
    "here",
    "heres",
    "this",
    "these",
    "thats",
    "that",
    "photo",
    "photos",
    "picture",
    "pictures",
    "pic",
    "pics",
    "image",
    "screenshot",
    "screenshots",
    "snapshot",
    "scan",
    "file",
    "document",
    "pdf",
    "video",
    "recording",
    "attached",
    "attaching",
    "sending",
    "posting",
    "sharing",
    "check",
    "verify",
    "below",
    "look",
    "see",
    "found",
    "wrote",
];
/// Words after the name that show it: "my phrase is below", "… is this right".
pub(super) const SHOWN: [&str; 20] = [
    "below",
    "attached",
    "here",
    "picture",
    "photo",
    "pic",
    "image",
    "screenshot",
    "file",
    "document",
    "pdf",
    "video",
    "this",
    "these",
    "right",
    "correct",
    "ok",
    "okay",
    "valid",
    "above",
];
/// Words before the name that take it back: a warning, a question, a loss.
pub(super) const DENYING: [&str; 26] = [
    "never", "dont", "don", "not", "doesnt", "no", "nobody", "anyone", "anybody", "stop", "avoid", "without",
    "should", "shouldnt", "want", "wants", "why", "where", "how", "lost", "deleted", "deleting", "forgot",
    "scam", "your", "what",
];
/// Words after the name that make it a part of a screen.
pub(super) const SCREENS: [&str; 14] = [
    "page", "screen", "error", "form", "box", "field", "prompt", "popup", "quiz", "button", "step", "option",
    "warning", "scam",
];
/// What a seed phrase is called in Japanese.
pub(super) const NAMES: [&str; 9] = [
    "フレーズ",
    "シード",
    "ニーモニック",
    "復元の単語",
    "個の単語",
    "単語12",
    "単語24",
    "復元コード",
    "復元ワード",
];
/// What shows it.
pub(super) const JAPANESE_SHOWING: [&str; 22] = [
    "写真",
    "画像",
    "スクショ",
    "スクリーンショット",
    "動画",
    "ファイル",
    "PDF",
    "これ",
    "こちら",
    "この",
    "添付",
    "貼り",
    "貼る",
    "載せ",
    "メモ",
    "書いた",
    "書きました",
    "紙",
    "合ってます",
    "合っています",
    "合ってる",
    "あってます",
];
/// What takes it back: a warning, a question, an error.
pub(super) const JAPANESE_DENYING: [&str; 26] = [
    "ないで",
    "絶対",
    "詐欺",
    "注意",
    "危険",
    "誰にも",
    "教えない",
    "忘れ",
    "なくし",
    "無くし",
    "紛失",
    "わから",
    "分から",
    "どこ",
    "方法",
    "とは",
    "エラー",
    "無効",
    "入れ",
    "入力",
    "求め",
    "聞かれ",
    "弾かれ",
    "撮らない",
    "ません",
    "べき",
];
