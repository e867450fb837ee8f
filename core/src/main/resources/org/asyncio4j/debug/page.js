// --- page: puts the parts together, and has them follow mouse and keys ---

const $ = id => document.getElementById(id);
const recording = new Recording(JSON.parse($("data").textContent));
const details = new Details(recording, $("details"), select);
const chart = new Chart(recording, {lanes: $("lanes"), chart: $("chart"), axis: $("axis"), overview: $("overview"), extent: $("extent")});

/// For tests and tools.
window.timeline = {
  recording,
  chart,
  /// What is drawn now; places are pixels of the window, `width` is the true one.
  spans() {
    chart.draw();
    const {left, top} = $("chart").getBoundingClientRect();
    return chart.drawn.map(({lane, span, x, width, y, height, drawnWidth}) => ({
      task: lane.name,
      isLoop: lane.isLoop,
      kind: KINDS[recording.kinds[span]].name,
      why: recording.describe(span),
      startMs: recording.starts[span] / MILLI,
      endMs: recording.ends[span] / MILLI,
      wokenBy: recording.maker(span)?.name ?? null,
      x: left + x, y: top + y, width, height, drawnWidth,
    }));
  },
};

describeRecording();
describeKinds();
listenToMouse();
listenToKeys();
listenToTools();
chart.resize(); // the head has its height only now
chart.fitLanes();
chart.draw();

// --- head and foot ---

function describeRecording() {
  const {summary} = recording;
  document.title = recording.title + " · timeline";
  $("title").textContent = recording.title;
  $("title").title = recording.title;
  $("subtitle").textContent = recording.began.toLocaleString() + (recording.loops.length > 1 ? " · " + recording.loops.length + " loops" : "");
  const fact = (name, ...values) => $("summary").append(element("div", {}, element("dt", {}, name), element("dd", {}, ...values)));
  fact("Wall", formatDuration(summary.wall));
  fact("Running", formatDuration(summary.running), " ", element("small", {}, summary.wall ? percent(summary.running / summary.wall / recording.loops.length) : ""));
  if (summary.longest >= 0) {
    const lane = recording.laneOf(summary.longest);
    fact("Longest step", element("button", {class: "link", title: "in " + shorten(lane.name), onclick: () => {
      select(lane, summary.longest, true);
      zoomToSelection();
    }}, formatDuration(recording.duration(summary.longest))));
  }
  fact("Steps", count(summary.switches));
  fact("Tasks", count(summary.tasks));
  $("lanes").setAttribute("aria-label", `Timeline of ${recording.title}: ${count(summary.tasks)} tasks in ${formatDuration(summary.wall)}. Arrow up and down choose a task.`);
  const lost = [];
  if (recording.dropped) lost.push(`${count(recording.dropped)} events dropped: the recording was full, so this is only its last part.`);
  if (recording.droppedLoops) lost.push(`${count(recording.droppedLoops)} loops dropped that had ended before.`);
  $("dropped").hidden = !lost.length;
  $("dropped").textContent = lost.join(" ");
}

function describeKinds() {
  const used = new Set(recording.kinds);
  const entry = (sign, text) => $("legend").append(element("span", {}, sign, text));
  KINDS.forEach((kind, place) => {
    if (!used.has(place)) return;
    const sign = swatch(place);
    if (place === READY) sign.style.background = "repeating-linear-gradient(135deg, var(--ready) 0 2px, transparent 2px 4px)";
    entry(sign, kind.label);
  });
  const mark = element("span", {class: "swatch short"});
  mark.style.background = "var(--running)";
  entry(mark, "shorter than the mark is wide");
  const arrow = element("span");
  arrow.innerHTML = '<svg viewBox="0 0 16 12" aria-hidden="true"><path d="M7 0q5 5 0 9M4.5 7 7 11l2.5-4"/></svg>';
  entry(arrow, "makes ready (dashed: creates)");
}

// --- selection ---

/// Selects a span, or a lane (-1), or nothing (null).
function select(lane, span, reveal = false) {
  chart.selected = {lane, span};
  details.show(lane, span);
  if (lane && reveal) chart.reveal();
  $("announcement").textContent = !lane ? "" : span >= 0 ? details.sentence(span) : shorten(lane.name);
  chart.redraw();
}

function zoomToSelection() {
  const {lane, span} = chart.selected;
  if (!lane || !lane.count) return;
  const start = recording.starts[span < 0 ? lane.first : span], end = recording.ends[span < 0 ? lane.first + lane.count - 1 : span];
  const margin = Math.max(0.15 * (end - start), SHORTEST_VIEW / 2);
  chart.show(start - margin, end + margin);
}

function selectLane(step) {
  const row = chart.selected.lane ? chart.selected.lane.row + step : step > 0 ? 0 : chart.shown.length - 1;
  const lane = chart.shown[Math.min(Math.max(row, 0), chart.shown.length - 1)];
  const {span} = chart.selected, time = span >= 0 ? (recording.starts[span] + recording.ends[span]) / 2 : NaN;
  select(lane, span >= 0 ? recording.spanAt(lane, time) : -1, true);
}

function selectSpan(step) {
  const {lane, span} = chart.selected;
  if (!lane || !lane.count) return;
  const wanted = span < 0 ? recording.firstAfter(lane, chart.view.start) : span + step;
  select(lane, Math.min(Math.max(wanted, lane.first), lane.first + lane.count - 1), true);
}

function selectParent() {
  const {lane} = chart.selected;
  if (lane && lane.parent >= 0) select(recording.lanes[lane.parent], -1, true);
}

function selectMaker() {
  const {lane, span} = chart.selected;
  if (!lane || span < 0) return;
  let ready = span;
  while (ready > lane.first && recording.kinds[ready] === RUNNING) ready--;
  if (recording.kinds[ready] !== READY && ready + 1 < lane.first + lane.count) ready++;
  const maker = recording.maker(ready);
  if (maker) select(maker, recording.spanAt(maker, recording.starts[ready]), true);
}

// --- mouse ---

function listenToMouse() {
  const lanes = $("lanes"), canvas = $("chart");
  lanes.addEventListener("scroll", () => chart.redraw());
  lanes.addEventListener("wheel", event => {
    const lines = event.deltaMode === 1 ? 16 : 1, down = event.deltaY * lines, right = event.deltaX * lines;
    if (event.ctrlKey) {
      chart.setLaneHeight(chart.laneHeight * (down < 0 ? 1.15 : 1 / 1.15), event.offsetY);
    } else if (event.offsetX < chart.labelWidth) {
      return; // the browser scrolls
    } else if (event.shiftKey || Math.abs(right) > Math.abs(down)) {
      chart.pan(right || down);
    } else {
      chart.zoom(1.0015 ** Math.max(-400, Math.min(400, down)), event.offsetX);
    }
    event.preventDefault();
  }, {passive: false});
  canvas.addEventListener("pointermove", event => {
    if (!event.buttons) hover(event);
  });
  canvas.addEventListener("pointerleave", () => unhover());
  canvas.addEventListener("pointerdown", event => {
    if (event.button !== 0) return;
    if (event.shiftKey && event.offsetX > chart.labelWidth) dragRange(event, x => chart.time(x));
    else dragView(event);
  });
  $("axis").addEventListener("pointerdown", event => dragRange(event, x => chart.time(x)));
  $("overview").addEventListener("pointerdown", event => dragOverview(event));
  for (const id of ["chart", "axis", "overview"]) {
    $(id).addEventListener("dblclick", () => chart.fit());
  }
}

function hover(event) {
  const lane = chart.laneAt(event.offsetY), inPlot = event.offsetX >= chart.labelWidth;
  const span = lane && inPlot ? chart.spanNear(lane, event.offsetX) : -1;
  chart.hovered = {lane, span, time: inPlot ? chart.time(event.offsetX) : null};
  showTip(lane, span, event.clientX, event.clientY);
  chart.redraw();
}

function unhover() {
  chart.hovered = {lane: null, span: -1, time: null};
  $("tip").hidden = true;
  chart.redraw();
}

function showTip(lane, span, x, y) {
  const tip = $("tip");
  tip.hidden = !lane || (span < 0 && chart.hovered.time !== null);
  if (tip.hidden) return;
  tip.replaceChildren(element("strong", {}, lane.name.slice(0, 2000)));
  const line = (style, ...content) => tip.append(element("p", {class: style}, ...content));
  if (span >= 0) {
    line("", swatch(recording.kinds[span]), shorten(recording.describe(span)), " · ", formatDuration(recording.duration(span)));
    const why = details.reason(span, "");
    if (why) line("muted", why);
    line("muted", formatMoment(recording.starts[span]) + " to " + formatMoment(recording.ends[span]));
  } else if (!lane.isLoop) {
    line("muted", ENDS[lane.ended] + (lane.parent >= 0 ? ", created by " + shorten(recording.lanes[lane.parent].name) : ""));
  }
  const {width, height} = tip.getBoundingClientRect();
  tip.style.left = Math.max(8, x + 16 + width > innerWidth ? x - width - 12 : x + 16) + "px";
  tip.style.top = Math.max(8, y + 18 + height > innerHeight ? y - height - 12 : y + 18) + "px";
}

/// Calls `moved` with each move of the pointer until it is let go, and then `ended` with whether it has moved at all.
function drag(event, moved, ended) {
  const target = event.currentTarget, listening = new AbortController();
  let dragged = false;
  target.setPointerCapture(event.pointerId);
  target.addEventListener("pointermove", move => {
    dragged ||= Math.abs(move.clientX - event.clientX) + Math.abs(move.clientY - event.clientY) > 3;
    if (dragged) moved(move);
  }, listening);
  const end = () => {
    listening.abort();
    ended(dragged);
  };
  target.addEventListener("pointerup", end, listening);
  target.addEventListener("pointercancel", end, listening);
}

function dragView(event) {
  let {clientX, clientY} = event;
  const lane = chart.laneAt(event.offsetY);
  const span = lane && event.offsetX >= chart.labelWidth ? chart.spanNear(lane, event.offsetX) : -1;
  drag(event, move => {
    $("tip").hidden = true;
    chart.pan(clientX - move.clientX);
    $("lanes").scrollTop += clientY - move.clientY;
    ({clientX, clientY} = move);
  }, dragged => {
    if (!dragged) select(lane, span);
  });
}

function dragRange(event, timeAt) {
  const start = timeAt(event.offsetX);
  drag(event, move => {
    chart.range = [start, timeAt(move.offsetX)];
    chart.redraw();
  }, dragged => {
    const range = chart.range;
    chart.range = null;
    if (dragged && range) chart.show(Math.min(...range), Math.max(...range));
    chart.redraw();
  });
}

function dragOverview(event) {
  const {start, end} = chart.view, time = chart.ruler.overviewTime(event.offsetX);
  const whole = end - start > 0.99 * (chart.whole().end - chart.whole().start);
  if (whole || time < start || time > end || event.shiftKey) {
    dragRange(event, x => chart.ruler.overviewTime(x));
    return;
  }
  drag(event, move => {
    const moved = chart.ruler.overviewTime(move.offsetX) - time;
    chart.show(start + moved, end + moved);
  }, () => {});
}

// --- keys ---

function listenToKeys() {
  const keys = {
    "+": () => chart.zoom(1 / 1.5),
    "=": () => chart.zoom(1 / 1.5),
    "-": () => chart.zoom(1.5),
    "0": () => chart.fit(),
    "[": () => chart.setLaneHeight(chart.laneHeight / 1.2, chart.height / 2),
    "]": () => chart.setLaneHeight(chart.laneHeight * 1.2 + 1, chart.height / 2),
    ArrowLeft: () => chart.pan(-0.1 * chart.plotWidth),
    ArrowRight: () => chart.pan(0.1 * chart.plotWidth),
    ArrowUp: () => selectLane(-1),
    ArrowDown: () => selectLane(1),
    PageUp: () => selectLane(-Math.floor(chart.height / chart.laneHeight)),
    PageDown: () => selectLane(Math.floor(chart.height / chart.laneHeight)),
    Home: () => selectLane(-Infinity),
    End: () => selectLane(Infinity),
    ",": () => selectSpan(-1),
    ".": () => selectSpan(1),
    w: selectMaker,
    p: selectParent,
    Enter: zoomToSelection,
    Escape: () => select(null, -1),
    "/": () => $("search").focus(),
    "?": () => $("help").showModal(),
  };
  document.addEventListener("keydown", event => {
    const typing = event.target.matches("input, select, button") || $("help").open;
    const moves = event.target.closest(".spans") && /^(Arrow|Page|Home|End)/.test(event.key);
    if (event.ctrlKey || event.metaKey || event.altKey || moves || (typing && event.key !== "Escape")) return;
    const act = keys[event.key];
    if (!act || $("help").open) return;
    event.preventDefault();
    act();
  });
}

// --- tools ---

function listenToTools() {
  $("zoom-in").addEventListener("click", () => chart.zoom(1 / 1.5));
  $("zoom-out").addEventListener("click", () => chart.zoom(1.5));
  $("fit").addEventListener("click", () => chart.fit());
  $("help-open").addEventListener("click", () => $("help").showModal());
  $("order").addEventListener("change", event => {
    chart.setOrder(event.target.value);
    chart.redraw();
    if (chart.selected.lane) chart.reveal();
  });
  const search = $("search");
  let found = [], at = -1;
  const go = place => {
    at = (place + found.length) % found.length;
    select(found[at], -1, true);
    $("matches").textContent = count(at + 1) + " of " + count(found.length);
  };
  search.addEventListener("input", () => {
    const wanted = search.value.toLowerCase();
    found = wanted ? chart.shown.filter(lane => lane.name.toLowerCase().includes(wanted)) : [];
    chart.matches = new Set(found);
    $("matches").textContent = wanted ? "none" : "";
    if (found.length) go(0);
    chart.redraw();
  });
  search.addEventListener("keydown", event => {
    if (event.key === "Enter" && found.length) go(at + (event.shiftKey ? -1 : 1));
    if (event.key === "Escape") {
      search.value = "";
      search.dispatchEvent(new Event("input"));
      $("lanes").focus();
      event.stopPropagation();
    }
  });
}
