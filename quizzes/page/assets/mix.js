// @ts-check
// Questions of several chapters in turns: whoever meets one kind after the other has to tell them apart each time.

/**
 * So many of the ids as are wanted, a group after the other in turns; within a group, and among the groups, the order stays.
 * @param {string[]} ids
 * @param {(id: string) => string} groupOf
 * @param {number} most
 */
export function mixed(ids, groupOf, most) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const id of ids) groups.set(groupOf(id), [...(groups.get(groupOf(id)) ?? []), id]);
  const taken = [];
  while (taken.length < Math.min(most, ids.length)) {
    for (const group of groups.values()) {
      const id = group.shift();
      if (id !== undefined && taken.length < most) taken.push(id);
    }
  }
  return taken;
}
