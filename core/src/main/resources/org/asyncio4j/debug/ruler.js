// --- ruler: the time axis, and the overview of the whole above it ---

class Ruler {
  constructor(chart) {
    this.chart = chart;
    this.density = null;
  }

  drawAxis(ticks, base) {
    const {chart} = this, {labelWidth, colors} = chart, canvas = chart.elements.axis, height = canvas.clientHeight;
    const context = chart.begin(canvas);
    context.font = SMALL_FONT;
    context.fillStyle = colors.muted;
    if (base) context.fillText(chart.cut(context, "from " + formatMoment(base), labelWidth - 20), 12, height / 2);
    context.save();
    context.beginPath();
    context.rect(labelWidth, 0, chart.plotWidth, height);
    context.clip();
    for (const tick of ticks) {
      const x = Math.round(chart.x(tick.time)), width = chart.textWidth(context, tick.label);
      context.fillStyle = colors.line;
      context.fillRect(x, height - 6, 1, 6);
      context.fillStyle = colors.muted;
      context.fillText(tick.label, x + 4 + width > chart.width ? x - 4 - width : x + 4, height / 2);
    }
    this.drawMoment(context, height);
    context.restore();
  }

  /// The time under the mouse, or how long what it has dragged over is.
  drawMoment(context, height) {
    const {range, hovered, view} = this.chart;
    if (range) {
      this.drawFlag(context, formatDuration(Math.abs(range[1] - range[0])), this.chart.x((range[0] + range[1]) / 2), height);
    } else if (hovered.time !== null) {
      const precision = 10 ** Math.max(0, Math.floor(Math.log10((view.end - view.start) / 1000)));
      this.drawFlag(context, formatMoment(Math.round(hovered.time / precision) * precision), this.chart.x(hovered.time), height);
    }
  }

  drawFlag(context, text, x, height) {
    const {chart} = this, width = chart.textWidth(context, text) + 12;
    const left = Math.min(Math.max(x - width / 2, chart.labelWidth), chart.width - width);
    context.fillStyle = chart.colors.text;
    context.beginPath();
    context.roundRect(left, 3, width, height - 6, 4);
    context.fill();
    context.fillStyle = chart.colors.page;
    context.fillText(text, left + 6, height / 2);
  }

  // --- the whole ---

  drawOverview() {
    const {chart} = this, {labelWidth, plotWidth, colors} = chart, canvas = chart.elements.overview, height = canvas.clientHeight;
    const context = chart.begin(canvas), pixels = Math.floor(plotWidth);
    if (this.density?.length !== pixels) this.density = this.measureDensity(pixels);
    context.fillStyle = chart.kindColors[RUNNING];
    this.density.forEach((share, x) => {
      const high = Math.max(2, share * (height - 8));
      if (share > 0) context.fillRect(labelWidth + x, height - 2 - high, 1, high);
    });
    context.fillStyle = colors.line;
    context.fillRect(labelWidth, height - 2, plotWidth, 1);
    context.fillStyle = colors.muted;
    context.font = SMALL_FONT;
    context.fillText("load", 12, height / 2);
    const left = this.overviewX(chart.view.start), right = this.overviewX(chart.view.end);
    if (right - left < plotWidth - 1) this.drawFrame(context, left, right, height);
  }

  /// What is in view.
  drawFrame(context, left, right, height) {
    const {labelWidth, width, colors} = this.chart;
    context.globalAlpha = 0.65;
    context.fillStyle = colors.panel;
    context.fillRect(labelWidth, 0, left - labelWidth, height);
    context.fillRect(right, 0, width - right, height);
    context.globalAlpha = 1;
    context.strokeStyle = colors.accent;
    context.lineWidth = 1.5;
    context.strokeRect(left, 1.5, Math.max(2, right - left - 1), height - 3);
  }

  /// Of every pixel of the overview: which share of it the loops ran.
  measureDensity(pixels) {
    const {recording} = this.chart, density = new Float64Array(pixels), whole = this.chart.whole(), step = (whole.end - whole.start) / pixels;
    for (const loop of recording.loops) {
      for (let i = 0; i < pixels; i++) {
        const start = whole.start + i * step, from = recording.firstAfter(loop, start);
        const ran = recording.runningWithin(from, recording.firstStartAfter(loop, start + step, from), start, start + step);
        density[i] += Math.max(0, ran) / step / recording.loops.length;
      }
    }
    return density;
  }

  overviewX(time) {
    const {start, end} = this.chart.whole();
    return this.chart.labelWidth + (time - start) * this.chart.plotWidth / (end - start);
  }

  overviewTime(x) {
    const {start, end} = this.chart.whole();
    return start + Math.min(Math.max((x - this.chart.labelWidth) / this.chart.plotWidth, 0), 1) * (end - start);
  }
}

