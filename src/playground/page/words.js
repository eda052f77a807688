// Every word the page itself says, in the language of the person being played.
// What the bot says comes from the bot.

const EN = {
  addFile: "Attach a file",
  addOption: "Add {name}",
  allowedHere: "What {name} may do in {channel}",
  apps: "Apps",
  appSilent: "The application did not respond",
  appTag: "APP",
  attachmentOf: "Attachment",
  beginningOf: "This is the beginning of {name}.",
  cancel: "Cancel",
  channels: "Channels",
  close: "Close",
  composerHint: "Message {name}",
  copied: "Copied",
  copyId: "Copy ID",
  copyLink: "Copy link",
  copyText: "Copy text",
  createThread: "Create thread",
  darkOrLight: "Switch between dark and light",
  delete: "Delete",
  description: "Description (alt text)",
  directMessages: "Direct messages",
  dismiss: "Dismiss",
  edit: "Edit",
  edited: "(edited)",
  editHint: "Enter to save · Escape to cancel",
  examples: "Try one of these",
  failed: "That did not work: {reason}",
  fileTooBig: "{name} is larger than 10 MB",
  forward: "Forward",
  forwarded: "Forwarded",
  forwardTo: "Forward to",
  hidePeople: "Show or hide people",
  image: "Image",
  jumpToNewest: "Jump to the newest message",
  linkOpens: "Opens {host} in a new tab",
  mention: "Mention",
  mentionAuthor: "Ping {name}",
  message: "Message",
  messageDeleted: "message deleted",
  messages: "Messages in {name}",
  more: "More",
  newPost: "New post",
  noMatches: "Nothing matches",
  noPosts: "No posts yet. Ask the first question.",
  notAllowed: "You may not write here",
  offline: "Connection lost. Trying again…",
  onlyYou: "Only you can see this",
  optional: "optional",
  originalDeleted: "The original message was deleted",
  people: "People",
  embedLinks: "Embed Links",
  manageMessages: "Manage Messages",
  manageThreads: "Manage Threads",
  readHistory: "Read Message History",
  sendMessages: "Send Messages",
  sendMessagesInThreads: "Send Messages in Threads",
  viewChannel: "View Channel",
  permissionsOf: "Permissions in {channel}",
  postMessage: "Your question",
  postTitle: "Title",
  post: "Post",
  postedBy: "{name} · {count} replies",
  reply: "Reply",
  replyingTo: "Replying to {name}",
  required: "This is required",
  save: "Save",
  search: "Search",
  select: "Make a selection",
  selectBetween: "Choose {min} to {max}",
  send: "Send",
  sending: "Sending…",
  servers: "Servers and direct messages",
  showChannels: "Show channels",
  spoiler: "Hidden. Press to show",
  submit: "Submit",
  tags: "Tags",
  thinking: "{name} is thinking…",
  threadName: "Thread name",
  threadMessages: "See thread",
  today: "Today",
  tooLong: "{count} over the limit",
  typingOne: "{name} is typing…",
  typingMany: "Several people are typing…",
  unreachable: "The playground does not answer. Is it still running?",
  usedCommand: "{name} used",
  usedApp: "{name} used an app",
  welcomeTitle: "Welcome to komainu's playground",
  welcome:
    "This is the real bot, talking to a stand-in for Discord that runs on this computer: no account, no token, and nothing you type leaves it. " +
    "Ask a wallet question in the help channel and it answers with the official link. Post something that looks like a seed phrase and it is gone before anybody reads it. " +
    "Be somebody else with “You are” to see what the moderators see. Type / for commands; right-click or hold a message, or as a moderator a channel, for more.",
  yesterday: "Yesterday",
  youAre: "You are",
};

const JA = {
  addFile: "ファイルを添付",
  addOption: "{name} を追加",
  allowedHere: "{channel} での {name} の権限",
  apps: "アプリ",
  appSilent: "アプリケーションが応答しませんでした",
  appTag: "アプリ",
  attachmentOf: "添付ファイル",
  beginningOf: "{name} の始まりです。",
  cancel: "キャンセル",
  channels: "チャンネル",
  close: "閉じる",
  composerHint: "{name} へメッセージを送信",
  copied: "コピーしました",
  copyId: "IDをコピー",
  copyLink: "リンクをコピー",
  copyText: "テキストをコピー",
  createThread: "スレッドを作成",
  darkOrLight: "ダークとライトを切り替える",
  delete: "削除",
  description: "説明（代替テキスト）",
  directMessages: "ダイレクトメッセージ",
  dismiss: "非表示にする",
  edit: "編集",
  edited: "（編集済み）",
  editHint: "Enterで保存 · Escapeでキャンセル",
  examples: "試してみましょう",
  failed: "うまくいきませんでした：{reason}",
  fileTooBig: "{name} は10 MBを超えています",
  forward: "転送",
  forwarded: "転送済み",
  forwardTo: "転送先",
  hidePeople: "メンバーの表示を切り替える",
  image: "画像",
  jumpToNewest: "最新のメッセージへ",
  linkOpens: "{host} を新しいタブで開きます",
  mention: "メンション",
  mentionAuthor: "{name} に通知する",
  message: "メッセージ",
  messageDeleted: "メッセージは削除されました",
  messages: "{name} のメッセージ",
  more: "その他",
  newPost: "新しい投稿",
  noMatches: "該当なし",
  noPosts: "まだ投稿はありません。最初の質問をどうぞ。",
  notAllowed: "ここには書き込めません",
  offline: "接続が切れました。再接続しています…",
  onlyYou: "これらはあなただけに表示されています",
  optional: "任意",
  originalDeleted: "元のメッセージは削除されました",
  people: "メンバー",
  embedLinks: "埋め込みリンク",
  manageMessages: "メッセージの管理",
  manageThreads: "スレッドの管理",
  readHistory: "メッセージ履歴を読む",
  sendMessages: "メッセージを送信",
  sendMessagesInThreads: "スレッドでメッセージを送信",
  viewChannel: "チャンネルを見る",
  permissionsOf: "{channel} の権限",
  postMessage: "質問の内容",
  postTitle: "タイトル",
  post: "投稿する",
  postedBy: "{name} · 返信 {count} 件",
  reply: "返信",
  replyingTo: "{name} に返信中",
  required: "この項目は必須です",
  save: "保存",
  search: "検索",
  select: "選択してください",
  selectBetween: "{min}〜{max}個を選択",
  send: "送信",
  sending: "送信中…",
  servers: "サーバーとダイレクトメッセージ",
  showChannels: "チャンネルを表示",
  spoiler: "非表示の内容。押すと表示します",
  submit: "送信",
  tags: "タグ",
  thinking: "{name} が考え中…",
  threadName: "スレッド名",
  threadMessages: "スレッドを見る",
  today: "今日",
  tooLong: "{count} 文字オーバーしています",
  typingOne: "{name} が入力中…",
  typingMany: "複数人が入力中…",
  unreachable: "プレイグラウンドが応答しません。起動しているか確認してください。",
  usedCommand: "{name} が使用：",
  usedApp: "{name} がアプリを使用しました",
  welcomeTitle: "komainu の遊び場へようこそ",
  welcome:
    "本物のボットが、このコンピューターの中だけで動く Discord の代役につながっています。アカウントもトークンも不要で、入力した内容が外に出ることはありません。" +
    "ヘルプチャンネルでウォレットについて質問すると、公式リンク付きで答えます。シードフレーズのようなものを投稿すると、誰かが読む前に消えます。" +
    "「あなた」を切り替えると、モデレーターからの見え方も確かめられます。/ でコマンド、メッセージの右クリックか長押し（モデレーターはチャンネルでも）でその他の操作ができます。",
  yesterday: "昨日",
  youAre: "あなた",
};

const LANGUAGES = { en: EN, ja: JA };

let locale = "en-US";
let words = EN;

/** Speaks the person's language where the page knows it, else English. */
export function setLanguage(tag) {
  locale = tag || "en-US";
  const language = locale.split("-")[0];
  words = LANGUAGES[language] ?? EN;
  document.documentElement.lang = LANGUAGES[language] ? language : "en";
}

export const currentLocale = () => locale;

/** t("replyingTo", { name }) */
export function t(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Picks the localised name or description of a command, an option or a choice. */
export const localised = (thing, key) => thing[`${key}_localizations`]?.[locale] ?? thing[key];

export function clock(date) {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" }).format(date);
}

export function day(date) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(date);
}

export function fullTime(date) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" }).format(date);
}
