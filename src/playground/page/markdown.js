// Discord's markdown, made into DOM nodes. It decides what is formatting and what is text; what a mention
// or a link looks like and where it leads is the `references` object's to decide. Text that matches no
// rule is shown as it stands, and nothing is ever read as HTML.

import { h } from "./dom.js";

const DEEPEST = 8; // nested formatting beyond this is shown as text, so hostile nesting stays cheap

const WRAPPERS = [
  ["**", (children) => h("strong", children)],
  ["__", (children) => h("u", children)],
  ["~~", (children) => h("s", children)],
  ["||", (children, references) => references.spoiler(children)],
  ["*", (children) => h("em", children)],
  ["_", (children) => h("em", children)],
];

const SPECIAL = /[\\`*_~|[<@]|https?:\/\//g;
const ESCAPED = /\\([!-/:-@[-`{-~])/y; // a backslash before ASCII punctuation
const MASKED_LINK = /\[((?:\\.|[^[\]\\])+)\]\(<?(https?:\/\/[^\s<>)]+)>?(?:\s+"[^"]*")?\)/y;
const BARE_LINK = /https?:\/\/[^\s<]*[^\s<.,:;"'\]]/y;
const EVERYONE = /@(?:everyone|here)\b/y;
const ANGLED =
  /<(?:(@!?|@&|#)(\d{15,20})|\/([^:<>]{1,100}):\d+|t:(-?\d{1,13})(?::([tTdDfFR]))?|a?(:\w{2,32}:)\d+|(https?:\/\/[^\s<>]+))>/y;

const QUOTE = /^> ?/;
const QUOTE_REST = /^>>> ?/;
const HEADING = /^(#{1,3}) +(.+)$/;
const SUBTEXT = /^-# +(.+)$/;
const LIST_ITEM = /^( *)(?:([-*])|(\d{1,9})\.) +(.+)$/;
const FENCE = "```";

/** The nodes for a whole message: paragraphs, quotes, lists and code blocks. */
export function markdown(text, references) {
  return blocks(text.split("\n"), references, 0);
}

/** The nodes for one line of a title or a label. */
export function inlineMarkdown(text, references) {
  return inline(text, references, 0);
}

function blocks(lines, references, depth) {
  const nodes = [];
  let flow = [];
  const flush = () => {
    if (flow.length > 0) nodes.push(...inline(flow.join("\n"), references, depth));
    flow = [];
  };
  const push = (node) => {
    flush();
    nodes.push(node);
  };
  for (let at = 0; at < lines.length;) {
    const block = depth < DEEPEST && !hasOpenFence(flow) ? blockAt(lines, at, references, depth) : null;
    if (block) {
      push(block.node);
      at = block.next;
    } else {
      flow.push(lines[at]);
      at += 1;
    }
  }
  flush();
  return nodes;
}

const hasOpenFence = (lines) => lines.join("\n").split(FENCE).length % 2 === 0;

function blockAt(lines, at, references, depth) {
  const line = lines[at];
  if (QUOTE_REST.test(line)) {
    const quoted = [line.replace(QUOTE_REST, ""), ...lines.slice(at + 1)];
    return { node: h("blockquote", blocks(quoted, references, depth + 1)), next: lines.length };
  }
  if (line.startsWith("> ") || line === ">") {
    const next = endOf(lines, at, (other) => QUOTE.test(other));
    const quoted = lines.slice(at, next).map((other) => other.replace(QUOTE, ""));
    return { node: h("blockquote", blocks(quoted, references, depth + 1)), next };
  }
  const heading = HEADING.exec(line);
  if (heading) {
    // A heading inside a message is no heading of the page, so it is announced at a low level.
    const attributes = {
      class: `heading-${heading[1].length}`,
      role: "heading",
      "aria-level": heading[1].length + 3,
    };
    return { node: h("div", attributes, inline(heading[2], references, depth + 1)), next: at + 1 };
  }
  const subtext = SUBTEXT.exec(line);
  if (subtext) return { node: h("small", inline(subtext[1], references, depth + 1)), next: at + 1 };
  if (LIST_ITEM.test(line)) {
    const next = endOf(lines, at, (other) => continuesList(line, other));
    return { node: list(lines.slice(at, next), references, depth + 1), next };
  }
  return null;
}

/** Another item of the list; at the same depth, one of the other kind begins a list of its own. */
function continuesList(first, line) {
  const [one, other] = [LIST_ITEM.exec(first), LIST_ITEM.exec(line)];
  if (!other) return false;
  return other[1].length > one[1].length || (other[3] === undefined) === (one[3] === undefined);
}

function endOf(lines, from, belongs) {
  let end = from + 1;
  while (end < lines.length && belongs(lines[end])) end += 1;
  return end;
}

function list(lines, references, depth) {
  const items = lines.map((line) => LIST_ITEM.exec(line));
  const ordered = items[0][3] !== undefined;
  const children = items.map(([, indent, , , text]) => {
    const level = Math.min(Math.floor(indent.length / 2), 3);
    return h("li", { class: level > 0 ? `level-${level}` : null }, inline(text, references, depth));
  });
  return h(ordered ? "ol" : "ul", { start: ordered && items[0][3] !== "1" ? items[0][3] : null }, children);
}

function inline(text, references, depth) {
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const special = SPECIAL.exec(text);
    const start = special ? special.index : text.length;
    plain += text.slice(at, start);
    if (!special) break;
    const span = depth < DEEPEST ? spanAt(text, start, references, depth + 1) : null;
    if (span === null) {
      plain += text[start];
      at = start + 1;
      continue;
    }
    if (typeof span.node === "string") plain += span.node;
    else {
      if (plain) nodes.push(plain);
      plain = "";
      nodes.push(span.node);
    }
    at = span.next;
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function spanAt(text, at, references, depth) {
  const match = (pattern) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  let found;
  switch (text[at]) {
    case "\\":
      found = match(ESCAPED);
      return found && { node: found[1], next: at + 2 };
    case "`":
      return codeAt(text, at);
    case "[":
      found = match(MASKED_LINK);
      return (
        found && {
          node: references.link(found[2], inline(found[1], references, DEEPEST)),
          next: at + found[0].length,
        }
      );
    case "h":
      return bareLink(match(BARE_LINK)?.[0], at, references);
    case "@":
      found = match(EVERYONE);
      return found && { node: h("span.mention", found[0]), next: at + found[0].length };
    case "<":
      found = match(ANGLED);
      return found && { node: angled(found, references), next: at + found[0].length };
    default:
      return wrappedAt(text, at, references, depth);
  }
}

function bareLink(address, at, references) {
  if (!address) return null;
  const unbalanced = address.endsWith(")") && !address.includes("(");
  const url = unbalanced ? address.slice(0, -1) : address;
  return { node: references.link(url, [url]), next: at + url.length };
}

function angled([whole, sigil, id, command, seconds, style, emoji, url], references) {
  if (sigil === "#") return references.channel(id);
  if (sigil === "@&") return references.role(id);
  if (sigil) return references.user(id);
  if (command) return h("span.mention", `/${command}`);
  if (seconds) return references.time(Number(seconds), style);
  if (emoji) return h("span", emoji);
  return url ? references.link(url, [url]) : whole;
}

function codeAt(text, at) {
  if (text.startsWith(FENCE, at)) {
    const end = text.indexOf(FENCE, at + FENCE.length);
    if (end > at + FENCE.length) {
      const body = text.slice(at + FENCE.length, end).replace(/^[\w+#.-]*\n/, "");
      const next = end + FENCE.length;
      return {
        node: h("pre", h("code", body.replace(/\n$/, ""))),
        next: text[next] === "\n" ? next + 1 : next,
      };
    }
  }
  const marker = text[at + 1] === "`" ? "``" : "`";
  const from = at + marker.length;
  const end = text.indexOf(marker, from);
  if (end <= from) return null;
  return { node: h("code", text.slice(from, end).trim() || " "), next: end + marker.length };
}

function wrappedAt(text, at, references, depth) {
  for (const [marker, make] of WRAPPERS) {
    if (!text.startsWith(marker, at)) continue;
    const from = at + marker.length;
    const end = closing(text, from, marker);
    if (end < 0 || !mayOpen(text, at, marker)) continue;
    return {
      node: make(inline(text.slice(from, end), references, depth), references),
      next: end + marker.length,
    };
  }
  return null;
}

/** snake_case is no emphasis, and neither is "2 * 3". */
function mayOpen(text, at, marker) {
  if (marker === "_") return !/\w/.test(text[at - 1] ?? "");
  return marker !== "*" || !/\s/.test(text[at + 1] ?? " ");
}

function closing(text, from, marker) {
  for (let end = text.indexOf(marker, from); end >= 0; end = text.indexOf(marker, end + 1)) {
    const after = text[end + marker.length];
    if (end === from || text[end - 1] === "\\") continue;
    if (marker === "_" && /\w/.test(after ?? "")) continue;
    if (marker.length === 1 && (after === marker || text[end - 1] === marker)) continue;
    if (marker.length === 2 && after === marker[0]) continue; // "***": the last two close
    return end;
  }
  return -1;
}
