// Discord's permission arithmetic: what one member may do in one channel.

export const PERMISSION = {
  administrator: 1n << 3n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  embedLinks: 1n << 14n,
  readHistory: 1n << 16n,
  manageRoles: 1n << 28n,
  manageThreads: 1n << 34n,
  createPublicThreads: 1n << 35n,
  sendMessagesInThreads: 1n << 38n,
};

const EVERYTHING = ~0n;

/** The member's permissions in a channel of the guild; a thread asks with its parent. */
export function permissionsIn(guild, member, channel) {
  if (member.user.id === guild.owner_id) return EVERYTHING;
  const everyone = guild.id; // the @everyone role has the guild's own id
  const base = [everyone, ...member.roles]
    .map((id) => BigInt(guild.roles.get(id)?.permissions ?? 0))
    .reduce((sum, bits) => sum | bits, 0n);
  if (base & PERMISSION.administrator) return EVERYTHING;

  const overwrites = new Map(
    (channel.permission_overwrites ?? []).map((overwrite) => [overwrite.id, overwrite]),
  );
  const apply = (permissions, denied, allowed) => (permissions & ~denied) | allowed;
  const bits = (ids, key) => ids.reduce((sum, id) => sum | BigInt(overwrites.get(id)?.[key] ?? 0), 0n);
  const steps = [[everyone], member.roles, [member.user.id]]; // each step outranks the one before it
  return steps.reduce((permissions, ids) => apply(permissions, bits(ids, "deny"), bits(ids, "allow")), base);
}

/** Whether a channel is shut to those who have no role. */
export function isPrivate({ guild_id: everyone, permission_overwrites: overwrites = [] }) {
  const denied = BigInt(overwrites.find(({ id }) => id === everyone)?.deny ?? 0);
  return (denied & PERMISSION.viewChannel) !== 0n;
}
