// The page's texts, dates, ages and numbers in the reader's language.

const texts = JSON.parse(document.querySelector("meta[name=texts]").content);
const code = texts["language.locale"];
const plural = new Intl.PluralRules(code);
const days = new Intl.DateTimeFormat(code, { dateStyle: "long", timeZone: "UTC" });
const ages = new Intl.RelativeTimeFormat(code, { numeric: "always" });
const numbers = new Intl.NumberFormat(code);

export const t = (key, values = {}) =>
  (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

export const count = (key, n) => t(`${key}.${plural.select(n) === "one" ? "one" : "other"}`, { n: numbers.format(n) });

const parse = (iso) => {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso ?? "");
  const time = match ? Date.UTC(match[1], match[2] - 1, match[3]) : NaN;
  return Number.isNaN(time) ? null : time;
};

export const day = (iso) => {
  const time = parse(iso);
  return time === null ? (iso ?? "") : days.format(time);
};

const UNITS = [["year", 365.25], ["month", 30.44], ["week", 7], ["day", 1]];

// How long ago that was; nothing where it is more than `within` days away.
export function age(iso, within = Infinity, now = Date.now()) {
  const time = parse(iso);
  if (time === null) return "";
  const past = Math.floor((now - time) / 86_400_000);
  if (Math.abs(past) > within) return "";
  if (past === 0) return t("age.today");
  const [unit, length] = UNITS.find(([, size]) => Math.abs(past) >= size);
  return ages.format(-Math.trunc(past / length), unit);
}
