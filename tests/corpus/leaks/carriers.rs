//! What people write around a secret. `{}` is where it stands.

use super::rng::Rng;

const ENGLISH: [&str; 44] = [
    "{}",
    "{}",
    "{}",
    "my seed: {}",
    "here is my seed phrase {} pls help",
    "hi, i can't get into my wallet, these are my words: {}",
    "{} - is this right?",
    "so i typed {} and it says invalid",
    "this is what i wrote down {} can someone check if i made a mistake",
    "hey guys. new here. wallet is empty after the update. recovery phrase: {}. what now?",
    "mnemonic={}",
    "SEED=\"{}\"",
    "\"{}\"",
    "'{}'",
    "```\n{}\n```",
    "||{}||",
    "> {}",
    "dont steal it lol {}",
    "admin asked me for this: {}",
    "I imported {} yesterday and the balance is still 0, gas is ok, network is mainnet, what else can I try?",
    "{}\n\nplease somebody restore it for me, I am on my phone",
    "Hello support team!\n\n{}\n\nThanks in advance",
    "@helper {}",
    "<@123456789012345678> {} this one",
    "my brother sent me this {} what is it for",
    "old wallet from 2019: {} (still has some dust in it)",
    "backup: {} / password is the usual one",
    "1) open the extension 2) import 3) paste {}",
    "i wrote it on paper, {} but the app refuses",
    "wallet 1: {}",
    "phrase -> {}",
    "seed phrase below\n{}",
    "{}\nthats all of them",
    "yes i know i should not share but {}",
    "restore with {} and tell me what you see",
    "ok so the words are {} right?",
    "Sent from my iPhone: {}",
    "test wallet only!! {}",
    "can you import this for me? {} thank you so much",
    "lost access... {} ...anyone?",
    "no luck :( {}",
    "The twelve/twenty-four words it showed me were {} and then it closed",
    "please verify this seed: {}",
    "secret recovery phrase\n\n{}\n\n^^ does not work on mobile",
];

const JAPANESE: [&str; 16] = [
    "{}",
    "{}",
    "シードフレーズ：{}",
    "助けてください。{} これで復元できません",
    "リカバリーフレーズは {} です",
    "これで合ってますか？ {}",
    "「{}」って入れたらエラーになります",
    "ニーモニック\n{}",
    "サポートの方へ\n{}\nよろしくお願いします",
    "復元フレーズ: {} 残高がゼロです",
    "友達に教えてもらいました {} これでいいんですよね",
    "{}\n見られないんですけど、どうすればいいですか",
    "昔のウォレットのやつ→{}",
    "とりあえず貼ります {}",
    "||{}||",
    "フレーズを入力しました。{}。でも間違いと出ます。",
];

/// Puts a secret into a message of a few words or many.
pub fn carry(rng: &mut Rng, japanese: bool, secret: &str) -> String {
    let carriers: &[&str] = if japanese { &JAPANESE } else { &ENGLISH };
    let message = rng.pick(carriers).replace("{}", secret);
    match rng.below(12) {
        0 => format!("{}\n{message}", talk(rng, japanese)),
        1 => format!("{message}\n{}", talk(rng, japanese)),
        2 => format!("{} {message}", talk(rng, japanese)),
        _ => message,
    }
}

const ENGLISH_TALK: [&str; 10] = [
    "I bought the phone last week and moved everything over, the photos are there, the games are there, only the wallet is not.",
    "Before anyone asks: yes I restarted, yes I cleared the cache, yes I tried another browser, and no, I did not click any link.",
    "My cousin set it up for me two years ago when we both thought this would make us rich, he lives abroad now and never answers.",
    "It used to be so easy, you opened the app, you saw the number, you closed the app again and went to sleep.",
    "The screen goes white after the fox turns its head, then nothing happens for about a minute, then it asks for the password again.",
    "Is it normal that the network list is empty? I had five of them and now there is only one left, with a yellow triangle.",
    "sorry for the long message, english is not my first language and I am a bit nervous because of the money",
    "the last time I saw it there was about two hundred dollars in it, some tokens from a game and a picture of a frog",
    "I have been reading this channel for hours and everybody says something different, so I will just ask.",
    "good evening everyone, hope you are all doing well and the weather is nicer than here",
];

const JAPANESE_TALK: [&str; 6] = [
    "先週スマホを買い替えて、写真もゲームも移せたのに、財布のアプリだけ空っぽなんです。",
    "再起動もしましたし、キャッシュも消しました。別のブラウザでもだめでした。",
    "英語が苦手なので、ゆっくり教えていただけると助かります。",
    "昨日までは普通に使えていました。急に白い画面になって、それから何も出ません。",
    "お世話になっております。初めて書き込みます、失礼がありましたらすみません。",
    "二年前にいとこに設定してもらったんですが、今は海外にいて連絡が取れません。",
];

/// Something somebody says who is not leaking anything.
pub fn talk(rng: &mut Rng, japanese: bool) -> &'static str {
    if japanese { rng.pick(&JAPANESE_TALK) } else { rng.pick(&ENGLISH_TALK) }
}
