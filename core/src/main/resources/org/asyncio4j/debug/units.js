// --- units: times in words. A time is a number of nanoseconds. ---

const MICRO = 1e3, MILLI = 1e6, SECOND = 1e9, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE;

const count = number => Math.round(number).toLocaleString("en");

/// "1.25 ms", "3 s", "2 min 5 s", with as many digits as tell something.
function formatDuration(nanos) {
  if (nanos < 0) return "−" + formatDuration(-nanos);
  if (nanos >= HOUR) return pair(nanos, HOUR, "h", MINUTE, "min");
  if (nanos >= MINUTE) return pair(nanos, MINUTE, "min", SECOND, "s");
  const [unit, name] = unitOf(nanos);
  return Number((nanos / unit).toPrecision(4)) + " " + name;
}

function pair(nanos, large, largeName, small, smallName) {
  const smalls = Math.round(nanos / small), each = Math.round(large / small);
  const rest = smalls % each;
  return Math.floor(smalls / each) + " " + largeName + (rest ? " " + rest + " " + smallName : "");
}

function unitOf(nanos) {
  if (nanos >= SECOND) return [SECOND, "s"];
  if (nanos >= MILLI) return [MILLI, "ms"];
  if (nanos >= MICRO) return [MICRO, "µs"];
  return [1, "ns"];
}

/// A moment, precisely: "1.234 567 890 s".
function formatMoment(nanos) {
  const [unit, name] = unitOf(Math.abs(nanos));
  const digits = Math.round(Math.log10(unit));
  const [whole, fraction = ""] = (nanos / unit).toFixed(digits).split(".");
  const groups = fraction.replace(/0+$/, "").match(/.{1,3}/g) ?? [];
  return whole + (groups.length ? "." + groups.join("\u2009") : "") + " " + name;
}

const STEPS = (() => {
  const steps = [];
  for (let power = 1; power <= SECOND; power *= 10) steps.push(power, 2 * power, 5 * power);
  for (const seconds of [10, 15, 30]) steps.push(seconds * SECOND);
  for (const minutes of [1, 2, 5, 10, 15, 30]) steps.push(minutes * MINUTE);
  for (const hours of [1, 2, 3, 6, 12]) steps.push(hours * HOUR);
  for (let days = 1; days < 1e6; days *= 10) steps.push(24 * days * HOUR, 48 * days * HOUR, 120 * days * HOUR);
  return steps;
})();

/// The ticks of an axis: {step, ticks: [{time, label}], base}. Labels count from `base`, where they would be too long otherwise.
function axisTicks(start, end, pixels) {
  const wanted = (end - start) / Math.max(1, pixels / 110);
  const step = STEPS.find(each => each >= wanted) ?? STEPS.at(-1);
  const first = Math.ceil(start / step), last = Math.floor(end / step);
  let base = 0;
  if (Math.abs(last) > 99999) {
    const round = 10 ** Math.ceil(Math.log10(end - start));
    base = Math.max(0, Math.floor(start / round) * round);
  }
  const ticks = [];
  for (let i = first; i <= last; i++) {
    const time = i * step;
    ticks.push({time, label: (base ? "+" : "") + tickLabel(time - base, step)});
  }
  return {step, ticks, base};
}

function tickLabel(nanos, step) {
  if (step >= MINUTE && nanos >= HOUR) return pair(nanos, HOUR, "h", MINUTE, "min");
  if (nanos >= MINUTE) {
    return step >= SECOND ? pair(nanos, MINUTE, "min", SECOND, "s") : Math.floor(nanos / MINUTE) + " min " + decimal(nanos % MINUTE, SECOND, step) + " s";
  }
  if (nanos < 0) return "−" + tickLabel(-nanos, step);
  if (nanos === 0) return "0";
  const [unit, name] = unitOf(nanos);
  return decimal(nanos, unit, step) + " " + name;
}

function decimal(nanos, unit, step) {
  const digits = Math.max(0, Math.ceil(Math.log10(unit / step) - 1e-9));
  return (nanos / unit).toFixed(digits);
}

