// --- viewport: which part of the recording is in view, and where what is ---

const SHORTEST_VIEW = 100; // ns
const LOWEST_LANE = 3, LOWEST_FIRST = 16, HIGHEST_LANE = 44; // px

/// Drawn by Chart, which extends it.
class Viewport {
  constructor(recording, elements) {
    this.recording = recording;
    this.elements = elements;
    this.laneHeight = 20;
    this.setOrder("creation");
  }

  // --- geometry ---

  resize() {
    const {lanes, chart, axis, overview} = this.elements;
    this.width = lanes.clientWidth;
    this.height = lanes.clientHeight;
    this.labelWidth = this.widthOfLabels();
    this.plotWidth = Math.max(50, this.width - this.labelWidth);
    chart.style.height = this.height + "px";
    for (const canvas of [chart, axis, overview]) {
      canvas.style.width = this.width + "px"; // not that of the scroll bar
      canvas.width = Math.round(this.width * devicePixelRatio);
      canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
    }
    this.resizeExtent();
    if (this.lanesFit) this.fitLanes();
  }

  resizeExtent() {
    // The canvas sticks to the top of what this makes high.
    this.elements.extent.style.height = Math.max(0, this.shown.length * this.laneHeight - this.height) + "px";
  }

  widthOfLabels() {
    const context = this.elements.chart.getContext("2d");
    context.font = FONT;
    let widest = 0;
    for (const lane of this.recording.lanes.slice(0, 300)) {
      widest = Math.max(widest, context.measureText(lane.name.slice(0, 60)).width + this.indent(lane));
    }
    return Math.round(Math.min(Math.max(110, widest + 34), 260, this.width / 3));
  }

  indent(lane) {
    return 12 + 12 * Math.min(lane.depth, 6);
  }

  /// As high as they can be with all in view, if that is high enough to read.
  fitLanes() {
    this.setLaneHeight(Math.max(LOWEST_FIRST, Math.floor((this.height - 8) / this.shown.length)));
    this.lanesFit = true;
  }

  setLaneHeight(height, keepY = 0) {
    const lanes = this.elements.lanes;
    const row = (lanes.scrollTop + keepY) / this.laneHeight;
    this.lanesFit = false; // until asked for again
    this.laneHeight = Math.max(LOWEST_LANE, Math.min(height, HIGHEST_LANE));
    this.resizeExtent();
    lanes.scrollTop = row * this.laneHeight - keepY;
    this.redraw();
  }

  setOrder(order) {
    this.shown = this.recording.ordered(order);
    this.shown.forEach((lane, row) => lane.row = row);
  }

  x(time) {
    return this.labelWidth + (time - this.view.start) * this.plotWidth / (this.view.end - this.view.start);
  }

  time(x) {
    return this.view.start + (x - this.labelWidth) * (this.view.end - this.view.start) / this.plotWidth;
  }

  y(lane) {
    return lane.row * this.laneHeight - this.elements.lanes.scrollTop;
  }

  laneAt(y) {
    return this.shown[Math.floor((y + this.elements.lanes.scrollTop) / this.laneHeight)] ?? null;
  }

  /// The span at a point: also one whose mark is there, though it is shorter.
  spanNear(lane, x) {
    const {recording} = this;
    const from = recording.firstAfter(lane, this.time(x - 4)), to = recording.firstStartAfter(lane, this.time(x + 4), from);
    let best = recording.spanAt(lane, this.time(x)), distance = 4;
    for (let span = from; span < Math.min(to, from + 200); span++) {
      const start = this.x(recording.starts[span]), short = recording.kinds[span] === RUNNING && this.x(recording.ends[span]) - start < MARK;
      if (short && Math.abs(start - x) < distance) {
        distance = Math.abs(start - x);
        best = span;
      }
    }
    return best;
  }

  // --- what is in view ---

  /// Everything, with a margin.
  whole() {
    const {start, end} = this.recording, margin = 0.012 * (end - start) || SHORTEST_VIEW;
    return {start: start - margin, end: end + margin};
  }

  fit() {
    this.view = this.whole();
    this.redraw();
  }

  /// Shows [start, end), or what comes near it.
  show(start, end) {
    const whole = this.whole(), length = Math.min(Math.max(end - start, SHORTEST_VIEW), whole.end - whole.start);
    const wanted = (start + end - length) / 2;
    this.view = {start: Math.min(Math.max(wanted, whole.start), whole.end - length)};
    this.view.end = this.view.start + length;
    this.redraw();
  }

  zoom(factor, x = this.labelWidth + this.plotWidth / 2) {
    const time = this.time(Math.max(x, this.labelWidth)), {start, end} = this.view;
    const least = SHORTEST_VIEW / (end - start);
    const by = Math.max(factor, least);
    this.show(time - (time - start) * by, time + (end - time) * by);
  }

  pan(pixels) {
    const nanos = pixels * (this.view.end - this.view.start) / this.plotWidth;
    this.show(this.view.start + nanos, this.view.end + nanos);
  }

  /// Scrolls so that the selection is in view.
  reveal() {
    const {lane, span} = this.selected, lanes = this.elements.lanes;
    const top = lane.row * this.laneHeight;
    if (top < lanes.scrollTop || top + this.laneHeight > lanes.scrollTop + this.height) {
      lanes.scrollTop = top - this.height / 2 + this.laneHeight / 2;
    }
    if (span < 0) return;
    const {starts, ends} = this.recording, {start, end} = this.view;
    if (starts[span] > end || ends[span] < start) {
      const middle = (starts[span] + ends[span]) / 2;
      this.show(middle - (end - start) / 2, middle + (end - start) / 2);
    }
  }
}

