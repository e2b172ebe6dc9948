// @ts-check
// The days by which a reader learns: those of their own clock, each from four in the morning, so that who studies past
// midnight is still on the same day.

const DAY = 86_400_000;
const BEGINS = 4; // o'clock

/**
 * The number of the day that a time lies in; the day after has the next number, whatever the clocks do in spring.
 * @param {number} time In ms since 1970.
 */
export function dayOf(time) {
  const here = new Date(time);
  return Date.UTC(here.getFullYear(), here.getMonth(), here.getDate()) / DAY - (here.getHours() < BEGINS ? 1 : 0);
}

/**
 * Noon of a day, in ms since 1970: a time that lies in the day even where the clock is set to a neighbour's zone.
 * @param {number} day
 */
export function noonOf(day) {
  return new Date(1970, 0, 1 + day, 12).getTime();
}
