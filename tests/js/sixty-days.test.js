// Sixty days of simulated learners, with the clock moved: what is remembered of them must be what happened to them.

import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import { test } from "node:test";

const FSRS = new URL("../../node_modules/ts-fsrs/dist/index.mjs", import.meta.url).href;
registerHooks({
  resolve: (name, context, next) => (name === "./ts-fsrs.js" ? { url: FSRS, shortCircuit: true } : next(name, context)),
});
const page = "../../quizzes/page/assets";
const { afterAttempt, afterHint, afterLook, begun, dueItems, dueToday, isDue, isFirst } = await import(`${page}/attempt.js`);
const { dayOf, noonOf } = await import(`${page}/days.js`);
const { isPutRight, isRecalled } = await import(`${page}/measure.js`);
const { mergedEntry } = await import(`${page}/merge.js`);
const { mixed } = await import(`${page}/mix.js`);
const { dueAfter } = await import(`${page}/schedule.js`);

const MOST = 10;
const HOUR = 3_600_000;
const ZONES = ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe"];

/** A generator of numbers in [0, 1): mulberry32. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A learner: how often they know an answer, how sure they say they are, whether they look or take hints, and when they learn. */
const LEARNERS = {
  diligent: { knows: 0.9, sure: 3, looks: 0, hints: 0, hours: [8, 20], comes: 1 },
  "over-confident": { knows: 0.4, sure: 3, looks: 0, hints: 0, hours: [9, 18], comes: 1 },
  "honest guesser": { knows: 0.3, sure: 1, looks: 0, hints: 0, hours: [7, 22], comes: 0.8 },
  "looks first": { knows: 0.9, sure: 3, looks: 1, hints: 0, hours: [10, 21], comes: 1 },
  "takes hints": { knows: 0.9, sure: 2, looks: 0, hints: 1, hours: [12, 23], comes: 1 },
  "comes seldom": { knows: 0.7, sure: 2, looks: 0.1, hints: 0.1, hours: [19, 26], comes: 0.2 },
  "studies at night": { knows: 0.7, sure: 2, looks: 0, hints: 0, hours: [22, 27], comes: 1 },
};

/** Live through sixty days from the first of March or October, in which the clocks change; return all that was done and is known. */
function lived(learner, seed) {
  const chance = random(seed);
  const entries = new Map();
  const happened = []; // every attempt: {id, time, right, sure, first, seen}
  const days = [];
  let met = 0;
  const answer = (id, time, { again = false } = {}) => {
    let entry = entries.get(id) ?? null;
    const first = isFirst(entry, time);
    const key = { hash: "h" };
    if (!again && chance() < learner.looks) entry = afterLook(entry, key, time) ?? entry;
    if (!again && chance() < learner.hints) entry = afterHint(entry, key, 1, time);
    const looked = entry?.looked === time;
    const right = again || looked || chance() < learner.knows;
    const given = { ...key, answer: "a", outcome: right ? "right" : "wrong", score: Number(right), sure: learner.sure };
    const hints = entry?.hinted === time ? 1 : 0;
    entry = afterAttempt(entry, { ...given, hints, misconceptions: right ? [] : ["IDEA"] }, time);
    if (entry.due === null) entry = { ...entry, due: dueAfter(entry.log) };
    entries.set(id, entry);
    happened.push({ id, time, right, first, looked, hints });
    if (!right) answer(id, time + 1000, { again: true }); // a second later they know it
  };
  for (let day = 0; day < 60; day += 1) {
    const [from, to] = learner.hours;
    const hour = from + Math.floor(chance() * (to - from));
    const now = new Date(2026, seed % 2 ? 9 : 2, 1 + day, hour, 30).getTime();
    if (chance() > learner.comes) continue;
    const due = dueItems(entries, now);
    const most = dueToday(entries, now, MOST);
    const asked = mixed(due, (id) => id.slice(0, 1), most);
    for (const [place, id] of asked.entries()) answer(id, now + place * 60_000);
    days.push({ now, due, most, asked, left: dueToday(entries, now + HOUR / 4, MOST) });
    if (day % 3 === 0) for (let k = 0; k < 15; k += 1) answer(`${"abc"[met % 3]}${met++}`, now + HOUR / 2 + k * 1000);
  }
  return { entries, happened, days };
}

/** Run under each of the zones; the clocks change in some of them. */
function eachZone(run) {
  const before = process.env.TZ;
  try {
    for (const zone of ZONES) {
      process.env.TZ = zone;
      for (const [seed, [name, learner]] of Object.entries(LEARNERS).entries()) run(lived(learner, seed), learner, `${zone}, ${name}`);
    }
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
}

test("calibration counts what was said of the first tries and how they ended, and of no others", () => {
  eachZone(({ entries, happened }, learner, who) => {
    const judged = [...entries.values()].flatMap((entry) => entry.judged ?? []);
    const tries = happened.filter(({ first, looked }) => first && !looked);
    assert.equal(judged.length, tries.length, who);
    assert.equal(judged.filter(([, right]) => right).length, tries.filter(({ right }) => right).length, who);
    if (learner.looks === 1) assert.equal(judged.length, 0, who);
    else if (tries.length > 60) assert.ok(Math.abs(judged.filter(([, right]) => right).length / judged.length - learner.knows) < 0.15, who);
  });
});

test("a day's review has ten questions at most, and none are left once it is done", () => {
  let backlog = 0;
  eachZone(({ days, entries }, _learner, who) => {
    for (const { due, most, asked, left } of days) {
      assert.ok(asked.length <= MOST && asked.length === Math.min(due.length, MOST), who);
      assert.equal(most, asked.length, who);
      assert.equal(left, 0, who);
      backlog = Math.max(backlog, due.length);
    }
    assert.ok(entries.size > 40, who);
  });
  assert.ok(backlog > 47, `the longest list was ${backlog}`);
});

test("neighbours in a review are of different chapters, as long as several are due", () => {
  eachZone(({ days }, _learner, who) => {
    for (const { asked } of days) {
      const kinds = asked.map((id) => id.slice(0, 1));
      const left = (place) => new Set(kinds.slice(place)).size > 1;
      for (let place = 1; place < kinds.length; place += 1) if (left(place - 1)) assert.ok(kinds[place] !== kinds[place - 1] || !left(place), `${who}: ${kinds}`);
    }
  });
});

test("what is due is due on the whole of its day, from four in the morning, and not an hour before", () => {
  eachZone(({ entries }, _learner, who) => {
    for (const entry of entries.values()) {
      const day = dayOf(entry.due);
      const at = (hour, minute = 0) => new Date(1970, 0, 1 + day, hour, minute).getTime();
      assert.equal(isDue(entry, at(4)), true, who);
      assert.equal(isDue(entry, at(23, 59)), true, who);
      assert.equal(isDue(entry, at(3, 59)), false, who);
    }
  });
});

test("intervals grow while an item is recalled, and are short after it was not", () => {
  eachZone(({ entries }, _learner, who) => {
    for (const { log } of entries.values()) {
      const gaps = log.map((_, place) => dayOf(dueAfter(log.slice(0, place + 1))) - dayOf(log[place][0]));
      for (let place = 1; place < log.length; place += 1) {
        const waited = dayOf(log[place][0]) - dayOf(log[place - 1][0]);
        assert.ok(waited > 0, `${who}: two recalls on one day`);
        if (log[place][1] >= 3) assert.ok(gaps[place] >= Math.min(gaps[place - 1], waited), `${who}: ${log[place]} after ${waited} days comes back after ${gaps[place]}`);
        if (log[place][1] === 1) assert.ok(gaps[place] <= gaps[place - 1], `${who}: forgotten, and away for ${gaps[place]} days instead of ${gaps[place - 1]}`);
      }
    }
  });
});

test("who looks first has recalled nothing; hints make it harder; nothing is put right on the day on which it was met", () => {
  eachZone(({ entries, happened }, learner, who) => {
    const known = [...entries.values()].filter(isRecalled);
    if (learner.looks === 1) assert.deepEqual([known.length, Math.max(...[...entries.values()].flatMap(({ log }) => log.map(([, grade]) => grade)))], [0, 1], who);
    if (learner.hints === 1) assert.ok([...entries.values()].every(({ log }) => log.every(([, grade]) => grade <= 2)), who);
    for (const [id, entry] of entries) {
      if (!entry.met?.length) continue;
      const missed = happened.filter((each) => each.id === id && !each.right).at(-1);
      const later = happened.some((each) => each.id === id && each.right && each.first && !each.looked && dayOf(each.time) > dayOf(missed.time));
      assert.equal(isPutRight(entry, "IDEA"), later, `${who}: ${id}`);
    }
  });
});

test("two devices that are put together know what one device would have known, whichever is asked first", () => {
  const NOON = new Date(2026, 2, 2, 12).getTime();
  const DAY = 24 * HOUR;
  const chance = random(7);
  for (let round = 0; round < 200; round += 1) {
    let one = null;
    let both = [null, null];
    for (let day = 0; day < 30; day += 1) {
      if (chance() < 0.6) continue;
      const time = NOON + day * DAY + Math.floor(chance() * 8) * HOUR;
      const right = chance() < 0.6;
      const given = { hash: "h", answer: day, outcome: right ? "right" : "wrong", score: Number(right), sure: 2, misconceptions: right ? [] : ["IDEA"] };
      const device = chance() < 0.5 ? 0 : 1;
      const scheduled = (entry) => (entry.due === null ? { ...entry, due: dueAfter(entry.log) } : entry);
      one = scheduled(afterAttempt(one, given, time));
      both[device] = scheduled(afterAttempt(both[device], given, time));
    }
    const [a, b] = both;
    if (!a || !b) continue;
    const merged = mergedEntry(a, b);
    assert.deepEqual(mergedEntry(b, a), merged);
    assert.deepEqual(mergedEntry(merged, a), { ...merged, due: mergedEntry(merged, a).due });
    assert.deepEqual([merged.log, merged.judged, merged.answer, merged.outcome, merged.first, merged.last, merged.met ?? [], merged.when], [one.log, one.judged, one.answer, one.outcome, one.first, one.last, one.met ?? [], one.when]);
    assert.equal(merged.due ?? dueAfter(merged.log), one.due);
  }
});

test("a journey to another zone moves no day by more than the clock", () => {
  const before = process.env.TZ;
  process.env.TZ = "Europe/Berlin";
  const due = noonOf(dayOf(new Date(2026, 5, 10, 12).getTime()));
  for (const zone of ["America/New_York", "Asia/Tokyo", "Europe/London"]) {
    process.env.TZ = zone;
    assert.equal(dayOf(due), dayOf(new Date(2026, 5, 10, 12).getTime()), zone);
  }
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
});

test("a clock that was set a year ahead for a day leaves no recall in the future behind", () => {
  const NOON = new Date(2026, 2, 2, 12).getTime();
  const given = { hash: "h", answer: 1, outcome: "right", score: 1 };
  const ahead = afterAttempt(null, given, NOON + 365 * 24 * HOUR);
  const back = afterAttempt(ahead, given, NOON);
  assert.deepEqual([back.log, dayOf(back.due) - dayOf(NOON)], [[[NOON, 3]], 3]);
});

test("what was put into review without an answer is asked with the rest, and counts among the day's ten", () => {
  const NOON = new Date(2026, 2, 2, 12).getTime();
  const entries = new Map(Array.from({ length: 30 }, (_, k) => [`a${k}`, { ...begun({ hash: "h" }, NOON), queued: true, due: noonOf(dayOf(NOON)) }]));
  assert.equal(dueToday(entries, NOON, MOST), 10);
  entries.set("a0", afterAttempt(entries.get("a0"), { hash: "h", answer: 1, outcome: "right", score: 1 }, NOON));
  assert.equal(dueToday(entries, NOON, MOST), 9);
  assert.equal(dueToday(entries, NOON + 24 * HOUR, MOST), 10);
});
