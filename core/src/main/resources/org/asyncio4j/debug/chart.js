// --- chart: draws lanes and spans ---

const FONT = '12px system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';
const SMALL_FONT = FONT.replace("12px", "11px");

/// A step that would be narrower than this is drawn as a mark of this width: one sees that there is one, and the legend says what a mark is.
const MARK = 2;

/// How many arrows are drawn where nothing is selected: more would hide what they connect.
const MOST_ARROWS = 150;

class Chart extends Viewport {
  constructor(recording, elements) {
    super(recording, elements);
    this.ruler = new Ruler(this);
    this.selected = {lane: null, span: -1};
    this.hovered = {lane: null, span: -1, time: null};
    this.matches = new Set();
    this.range = null; // times between which the mouse is being dragged
    this.textWidths = new Map();
    this.readColors();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.readColors();
      this.redraw();
    });
    this.resize();
    this.fitLanes();
    this.fit();
    new ResizeObserver(() => {
      this.resize();
      this.draw(); // at once: the canvas is empty
    }).observe(elements.lanes);
  }

  readColors() {
    const styles = getComputedStyle(document.documentElement);
    this.colors = {};
    for (const name of ["page", "panel", "text", "muted", "line", "row", "hover", "accent", "match", "on-wait", "on-running", "arrow", "failed", "cancelled"]) {
      this.colors[name] = styles.getPropertyValue("--" + name).trim();
    }
    this.kindColors = KINDS.map(kind => styles.getPropertyValue("--" + kind.style).trim());
  }

  redraw() {
    if (this.drawing || !this.view) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      this.draw();
    });
  }

  // --- drawing ---

  draw() {
    this.drawn = [];
    const context = this.begin(this.elements.chart);
    this.hatch = this.hatchOf(context);
    const first = Math.max(0, Math.floor(this.elements.lanes.scrollTop / this.laneHeight));
    const lanes = this.shown.slice(first, first + Math.ceil(this.height / this.laneHeight) + 1);
    this.drawRows(context, lanes);
    const {ticks, base} = axisTicks(this.view.start, this.view.end, this.plotWidth);
    this.drawGrid(context, ticks, lanes);
    context.save();
    context.beginPath();
    context.rect(this.labelWidth, 0, this.plotWidth, this.height);
    context.clip();
    for (const lane of lanes) this.drawLane(context, lane);
    this.drawArrows(context);
    this.drawSelection(context);
    this.drawCursor(context);
    context.restore();
    this.drawLabels(context, lanes);
    this.ruler.drawAxis(ticks, base);
    this.ruler.drawOverview();
  }

  begin(canvas) {
    const context = canvas.getContext("2d");
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.width, canvas.height);
    context.font = FONT;
    context.textBaseline = "middle";
    return context;
  }

  hatchOf(context) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const pen = tile.getContext("2d");
    pen.strokeStyle = this.kindColors[READY];
    pen.lineWidth = 2;
    for (const shift of [-6, 0, 6]) {
      pen.moveTo(shift - 1, 7);
      pen.lineTo(shift + 7, -1);
    }
    pen.stroke();
    return context.createPattern(tile, "repeat");
  }

  drawRows(context, lanes) {
    for (const lane of lanes) {
      const y = this.y(lane);
      if (lane === this.hovered.lane || lane === this.selected.lane) context.fillStyle = this.colors.hover;
      else if (lane.isLoop) context.fillStyle = this.colors.panel;
      else if (lane.row % 2 && this.laneHeight > 8) context.fillStyle = this.colors.row;
      else continue;
      context.fillRect(0, y, this.width, this.laneHeight);
    }
  }

  drawGrid(context, ticks, lanes) {
    const bottom = Math.min(this.height, this.y(lanes.at(-1)) + this.laneHeight);
    context.fillStyle = this.colors.line;
    for (const tick of ticks) context.fillRect(Math.round(this.x(tick.time)), 0, 1, bottom);
    if (bottom < this.height) context.fillRect(0, bottom, this.width, 1);
  }

  drawLane(context, lane) {
    const {recording, view} = this;
    const from = recording.firstAfter(lane, view.start), to = recording.firstStartAfter(lane, view.end, from);
    if (to - from > 3 * this.plotWidth) this.drawDense(context, lane, from, to);
    else this.drawSpans(context, lane, from, to);
  }

  /// Too many spans to draw each: of every pixel, the share of it that ran.
  drawDense(context, lane, from, to) {
    const {recording} = this, y = this.y(lane), {top, height} = this.bar(true);
    let span = from;
    for (let x = this.labelWidth; x < this.width && span < to; x++) {
      const start = this.time(x), end = this.time(x + 1);
      const next = placeAfter(recording.starts, end, span, to);
      const share = recording.runningWithin(span, next, start, end) / (end - start);
      const wait = placeAfter(recording.ends, (start + end) / 2, span, to);
      const waits = wait < to && recording.starts[wait] <= end && recording.kinds[wait] !== RUNNING && recording.kinds[wait] !== CALLBACK;
      if (waits) {
        const thin = this.bar(false);
        context.fillStyle = this.kindColors[recording.kinds[wait]];
        context.fillRect(x, y + thin.top, 1, thin.height);
      }
      if (share > 0) {
        const high = Math.max(2, Math.min(1, share) * height);
        context.fillStyle = this.kindColors[RUNNING];
        context.fillRect(x, y + top + (height - high) / 2, 1, high);
      }
      span = placeAfter(recording.ends, end, span, to);
    }
  }

  drawSpans(context, lane, from, to) {
    const {recording, drawn} = this, y = this.y(lane), marks = [];
    let lastMark = -Infinity;
    for (let span = from; span < to; span++) {
      const kind = recording.kinds[span], start = this.x(recording.starts[span]), width = this.x(recording.ends[span]) - start;
      const runs = kind === RUNNING || kind === CALLBACK;
      const {top, height} = this.bar(runs);
      drawn.push({lane, span, x: start, width, y: y + top, height, drawnWidth: runs ? Math.max(width, MARK) : width});
      if (runs && width < MARK) {
        if (start - lastMark > 0.5) marks.push(start, kind);
        lastMark = start;
      } else if (width > 0.3) {
        this.drawBar(context, lane, span, start, width, y + top, height);
      }
    }
    const {top, height} = this.bar(true);
    for (let i = 0; i < marks.length; i += 2) {
      context.fillStyle = this.kindColors[marks[i + 1]];
      context.fillRect(Math.round(marks[i] - MARK / 2), y + top, MARK, height);
    }
    this.drawEnd(context, lane, from, to, y);
  }

  /// Where a lane has its bars: high ones run, low ones wait.
  bar(runs) {
    const height = this.laneHeight < 8 ? this.laneHeight - 1 : Math.round(this.laneHeight * (runs ? 0.78 : 0.56));
    return {top: Math.round((this.laneHeight - height) / 2), height};
  }

  drawBar(context, lane, span, start, width, y, height) {
    const kind = this.recording.kinds[span];
    const left = Math.max(start, this.labelWidth - 5), right = Math.min(start + width, this.width + 5);
    context.fillStyle = kind === READY ? this.hatch : this.kindColors[kind];
    const radius = Math.min(3, (right - left) / 3, height / 3);
    if (radius > 1 && kind !== READY) {
      context.beginPath();
      context.roundRect(left, y, right - left, height, radius);
      context.fill();
    } else {
      context.fillRect(left, y, right - left, height);
    }
    if (this.laneHeight >= 14 && right - left > 34 && kind !== READY) this.drawText(context, lane, span, left, right, y + height / 2);
  }

  drawText(context, lane, span, left, right, y) {
    const kind = this.recording.kinds[span];
    if (kind === RUNNING && !lane.isLoop) return;
    context.font = SMALL_FONT;
    context.fillStyle = this.colors[kind === RUNNING || kind === CALLBACK ? "on-running" : kind === IDLE ? "muted" : "on-wait"];
    const shownLeft = Math.max(left, this.labelWidth), shownRight = Math.min(right, this.width);
    const text = this.cut(context, this.recording.describe(span), shownRight - shownLeft - 12);
    if (text) context.fillText(text, shownLeft + 6, y + 0.5);
    context.font = FONT;
  }

  /// How the task ended, where it did not just finish.
  drawEnd(context, lane, from, to, y) {
    const last = lane.first + lane.count - 1;
    if (lane.isLoop || to <= from || to - 1 < last || lane.ended === PENDING || lane.ended === FINISHED || this.laneHeight < 8) return;
    const x = this.x(this.recording.ends[last]) + 7, middle = y + this.laneHeight / 2;
    context.strokeStyle = context.fillStyle = this.colors[lane.ended === FAILED ? "failed" : "cancelled"];
    context.lineWidth = 2;
    context.beginPath();
    if (lane.ended === FAILED) {
      context.moveTo(x - 3, middle - 3);
      context.lineTo(x + 3, middle + 3);
      context.moveTo(x + 3, middle - 3);
      context.lineTo(x - 3, middle + 3);
    } else {
      context.arc(x, middle, 3, 0, 7);
    }
    context.stroke();
  }

  // --- who woke whom ---

  drawArrows(context) {
    const {recording} = this, selection = this.selected.lane ?? this.hovered.lane;
    const weak = [], strong = [];
    for (const {lane, span} of this.drawn) {
      const maker = recording.maker(span);
      if (!maker || recording.starts[span] < this.view.start || recording.starts[span] > this.view.end) continue;
      (lane === selection || maker === selection ? strong : weak).push({lane, maker, span});
    }
    if (weak.length <= MOST_ARROWS) {
      for (const arrow of weak) this.drawArrow(context, arrow, false);
    }
    for (const arrow of strong) this.drawArrow(context, arrow, true);
  }

  drawArrow(context, {lane, maker, span}, strong) {
    if (lane === maker) return;
    const x = this.x(this.recording.starts[span]), half = this.laneHeight / 2;
    const down = lane.row > maker.row, away = down ? 1 : -1;
    const from = this.y(maker) + half + away * half * 0.5, to = this.y(lane) + half - away * half * 0.6;
    const bulge = Math.min(12, 3 + Math.abs(to - from) / 8);
    context.strokeStyle = context.fillStyle = strong ? this.colors.accent : this.colors.arrow;
    context.globalAlpha = strong ? 1 : 0.55;
    context.lineWidth = strong ? 1.6 : 1.1;
    context.setLineDash(span === lane.first ? [3, 2] : []);
    context.beginPath();
    context.moveTo(x, from);
    context.quadraticCurveTo(x + bulge, (from + to) / 2, x, to - 4 * away);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x, to);
    context.lineTo(x - 3, to - 6 * away);
    context.lineTo(x + 3.5, to - 5.5 * away);
    context.fill();
    context.globalAlpha = 1;
  }

  // --- selection, cursor, labels ---

  drawSelection(context) {
    const {lane, span} = this.selected;
    if (!lane || span < 0) return;
    const start = this.x(this.recording.starts[span]), end = this.x(this.recording.ends[span]);
    const {top, height} = this.bar(true);
    const left = Math.max(Math.min(start, end - MARK), this.labelWidth - 9), right = Math.min(Math.max(end, start + MARK), this.width + 9);
    context.strokeStyle = this.colors.text;
    context.lineWidth = 1.5;
    context.beginPath();
    context.roundRect(left - 1.5, this.y(lane) + top - 1.5, right - left + 3, height + 3, 4);
    context.stroke();
  }

  drawCursor(context) {
    if (this.range) {
      const left = this.x(Math.min(...this.range)), right = this.x(Math.max(...this.range));
      context.globalAlpha = 0.15;
      context.fillStyle = this.colors.accent;
      context.fillRect(left, 0, right - left, this.height);
      context.globalAlpha = 1;
    } else if (this.hovered.time !== null) {
      context.fillStyle = this.colors.muted;
      context.globalAlpha = 0.5;
      context.fillRect(Math.round(this.x(this.hovered.time)), 0, 1, this.height);
      context.globalAlpha = 1;
    }
  }

  drawLabels(context, lanes) {
    context.fillStyle = this.colors.line;
    context.fillRect(this.labelWidth - 1, 0, 1, this.height);
    if (this.laneHeight < 11) return;
    const related = this.selected.lane;
    for (const lane of lanes) {
      const y = this.y(lane), middle = y + this.laneHeight / 2, indent = this.indent(lane);
      if (this.matches.has(lane)) {
        context.fillStyle = this.colors.match;
        context.fillRect(indent - 5, y + 1, this.labelWidth - indent + 1, this.laneHeight - 2);
      }
      if (!lane.isLoop) this.drawBranch(context, lane, indent, middle);
      const family = related && (lane === related || lane.index === related.parent || lane.parent === related.index);
      context.fillStyle = family ? this.colors.accent : this.matches.size && !this.matches.has(lane) ? this.colors.muted : this.colors.text;
      context.font = lane.isLoop || lane === related ? "600 " + FONT : FONT;
      context.fillText(this.cut(context, lane.name, this.labelWidth - indent - 8), indent, middle + 0.5);
    }
    context.font = FONT;
  }

  /// The stroke from the parent's side that says: a child.
  drawBranch(context, lane, indent, middle) {
    if (lane.depth > 6) return;
    context.strokeStyle = this.colors.arrow;
    context.globalAlpha = 0.6;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(indent - 8.5, middle - this.laneHeight / 2 + (this.laneHeight > 20 ? 4 : 2));
    context.lineTo(indent - 8.5, Math.round(middle) - 0.5);
    context.lineTo(indent - 3, Math.round(middle) - 0.5);
    context.stroke();
    context.globalAlpha = 1;
  }

  /// `text`, or as much of it as fits, with an ellipsis.
  cut(context, text, width) {
    const start = text.slice(0, 200);
    if (this.textWidth(context, start) <= width && start.length === text.length) return start;
    let from = 0, to = start.length;
    while (from < to) {
      const middle = (from + to + 1) >>> 1;
      if (this.textWidth(context, start.slice(0, middle) + "…") <= width) from = middle;
      else to = middle - 1;
    }
    return from > 1 ? start.slice(0, from).replace(/[\ud800-\udbff]$/, "") + "…" : "";
  }

  /// Measuring is slow, and the same texts come in every frame.
  textWidth(context, text) {
    const key = context.font + text;
    let width = this.textWidths.get(key);
    if (width === undefined) {
      if (this.textWidths.size > 20000) this.textWidths.clear();
      width = context.measureText(text).width;
      this.textWidths.set(key, width);
    }
    return width;
  }
}

