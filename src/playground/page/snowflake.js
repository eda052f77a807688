// Discord's ids: they sort by time and carry it. Ids stay strings, because they do not fit a number.

const DISCORD_EPOCH_MS = 1420070400000n; // the first millisecond of 2015, where Discord's clock starts
const TIME_SHIFT = 22n; // the low 22 bits are worker, process and counter

let counter = 0n;

/** A fresh id of now, as a client makes one for a nonce. */
export function newNonce() {
  counter = (counter + 1n) & ((1n << TIME_SHIFT) - 1n);
  return String(((BigInt(Date.now()) - DISCORD_EPOCH_MS) << TIME_SHIFT) | counter);
}

export function timeOf(id) {
  return new Date(Number((BigInt(id) >> TIME_SHIFT) + DISCORD_EPOCH_MS));
}

/** Older ids first. */
export function byId(left, right) {
  const a = BigInt(left.id ?? left);
  const b = BigInt(right.id ?? right);
  return a < b ? -1 : a > b ? 1 : 0;
}

export function isNewer(id, than) {
  return than === undefined || than === null || BigInt(id) > BigInt(than);
}
