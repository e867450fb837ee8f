// --- details: the selection and what is under the mouse, as text ---

const MOST_ROWS = 300;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function swatch(kind) {
  return element("span", {class: "swatch", style: `background: var(--${KINDS[kind].style})`});
}

const shorten = (text, most = 300) => text.length > most ? text.slice(0, most).replace(/[\ud800-\udbff]$/, "") + "…" : text;

class Details {
  constructor(recording, aside, select) {
    this.recording = recording;
    this.aside = aside;
    this.select = select;
  }

  /// One sentence for the tooltip, the screen reader and the table.
  sentence(span) {
    const {recording} = this, lane = recording.laneOf(span);
    return shorten(lane.name) + ": " + shorten(recording.describe(span)) + ", " + formatDuration(recording.duration(span))
      + " from " + formatMoment(recording.starts[span]) + this.reason(span, ", ");
  }

  reason(span, before) {
    const {recording} = this, maker = recording.maker(span);
    if (!maker) return "";
    const lane = recording.laneOf(span);
    return before + (span === lane.first ? "created by " : "woken by ") + (maker.isLoop ? "a callback" : shorten(maker.name));
  }

  link(lane, span = lane.first, text = lane.name) {
    const known = span < lane.first + lane.count ? span : -1;
    return element("button", {class: "link", onclick: () => this.select(lane, known, true)}, shorten(text, 120));
  }

  show(lane, span) {
    const focused = this.aside.contains(document.activeElement);
    this.aside.hidden = !lane;
    this.aside.replaceChildren();
    if (!lane) return;
    this.aside.append(
      element("button", {class: "close", "aria-label": "Select nothing", onclick: () => this.select(null, -1)}, "✕"),
      element("div", {class: "about"}, element("h2", {}, lane.name.slice(0, 2000)), this.facts(lane, span)),
      element("div", {class: "spans", tabindex: "0", role: "region", "aria-label": "Spans of the lane"}, this.table(lane, span)));
    const row = this.aside.querySelector("[aria-selected=true]");
    row?.scrollIntoView({block: "center"});
    if (focused) row?.querySelector("button")?.focus();
  }

  facts(lane, span) {
    const {recording} = this, list = element("dl");
    const fact = (name, ...values) => list.append(element("dt", {}, name), element("dd", {}, ...values));
    if (span >= 0) {
      fact("Now", swatch(recording.kinds[span]), this.described(span));
      fact("For", formatDuration(recording.duration(span)));
      fact("From", formatMoment(recording.starts[span]));
      fact("To", formatMoment(recording.ends[span]));
      this.wakeUps(span, fact);
    }
    if (!lane.isLoop) {
      fact("Task", ENDS[lane.ended]);
      fact("Created by", lane.parent < 0 ? "no task" : this.link(recording.lanes[lane.parent]));
    }
    if (lane.count) {
      const last = lane.first + lane.count - 1, life = recording.ends[last] - recording.starts[lane.first];
      fact("Lived", formatDuration(life));
      fact("Ran", formatDuration(recording.runningTime(lane)) + (life ? " (" + percent(recording.runningTime(lane) / life) + ")" : ""));
    }
    return list;
  }

  described(span) {
    const {recording} = this, detail = recording.details[span], kind = recording.kinds[span];
    if (kind === TASK && detail > 0) return element("span", {}, "awaits ", this.link(recording.lanes[detail - 1]));
    if (kind === RUNNING && recording.laneOf(span).isLoop) return element("span", {}, "runs ", this.link(recording.lanes[detail]));
    if (kind === READY) return KINDS[READY].label;
    if (kind === IDLE) return "waits for events" + (detail ? ", at most " + formatDuration(detail - 1) : ", no timer is set");
    return recording.describe(span);
  }

  /// Who ended the wait, and whom a step woke.
  wakeUps(span, fact) {
    const {recording} = this, lane = recording.laneOf(span), kind = recording.kinds[span];
    const ready = kind === READY ? span : span + 1 < lane.first + lane.count && recording.kinds[span + 1] === READY ? span + 1 : -1;
    if (ready >= 0 && kind !== RUNNING && !lane.isLoop) {
      const maker = recording.maker(ready), first = ready === lane.first;
      const timer = ready > lane.first && recording.kinds[ready - 1] === SLEEP ? "its timer" : "the loop";
      fact(first ? "Created by" : "Woken by", maker ? maker.isLoop ? "a callback" : this.link(maker, recording.spanAt(maker, recording.starts[ready])) : first ? "no task" : timer);
    }
    if (kind !== RUNNING || lane.isLoop) return;
    const woken = recording.wokenBy(span);
    if (woken.length) {
      const links = woken.slice(0, 20).flatMap(each => [this.link(recording.laneOf(each), each), " "]);
      fact("Makes ready", ...links, woken.length > 20 ? "and " + count(woken.length - 20) + " more" : "");
    }
  }

  table(lane, span) {
    const {recording} = this, to = lane.first + lane.count;
    const begin = Math.max(lane.first, Math.min((span < 0 ? lane.first : span) - MOST_ROWS / 2, to - MOST_ROWS));
    const end = Math.min(to, begin + MOST_ROWS);
    const rows = element("tbody");
    for (let each = begin; each < end; each++) rows.append(this.row(lane, each, each === span));
    const which = end - begin < lane.count ? `${count(begin - lane.first + 1)} to ${count(end - lane.first)} of ${count(lane.count)} spans` : `${count(lane.count)} spans`;
    return element("table", {},
      element("caption", {}, which),
      element("thead", {}, element("tr", {}, ...["At", "For", "What"].map(text => element("th", {scope: "col"}, text)))),
      rows);
  }

  row(lane, span, selected) {
    const {recording} = this, choose = () => this.select(lane, span);
    return element("tr", {"aria-selected": String(selected), onclick: choose},
      element("td", {}, element("button", {class: "link"}, formatDuration(recording.starts[span]))),
      element("td", {}, formatDuration(recording.duration(span))),
      element("td", {}, swatch(recording.kinds[span]), shorten(recording.describe(span), 80) + shorten(this.reason(span, ", "), 80)));
  }
}

function percent(share) {
  return Number((100 * share).toPrecision(2)) + " %";
}

