// --- recording: what happened. A lane is a loop or a task, a span is what it did for a while; both are numbers. ---

/// In the order in which the file numbers them.
const KINDS = [
  {name: "running", style: "running", label: "running"},
  {name: "ready", style: "ready", label: "ready, waits for the loop"},
  {name: "sleep", style: "sleep", label: "sleeps"},
  {name: "task", style: "task", label: "awaits a task"},
  {name: "future", style: "future", label: "awaits a future"},
  {name: "primitive", style: "primitive", label: "waits for a lock, queue, ..."},
  {name: "unknown", style: "unknown", label: "suspended"},
  {name: "callback", style: "callback", label: "callback"},
  {name: "idle", style: "idle", label: "loop idle"},
];
const [RUNNING, READY, SLEEP, TASK, FUTURE, PRIMITIVE, UNKNOWN, CALLBACK, IDLE] = KINDS.keys();
const ENDS = ["is not done", "finished", "failed", "was cancelled"];
const [PENDING, FINISHED, FAILED, CANCELLED] = ENDS.keys();

/// The first place in [from, to) of the ascending `numbers` that holds more than `number`.
function placeAfter(numbers, number, from, to) {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (numbers[middle] > number) to = middle;
    else from = middle + 1;
  }
  return from;
}

class Recording {
  constructor(data) {
    this.title = data.title;
    this.began = new Date(data.began);
    this.names = data.names.map(name => name.replace(/^<(.*)>$/, "$1"));
    this.droppedLoops = data.droppedLoops;
    this.dropped = data.loops.reduce((sum, loop) => sum + loop.dropped, 0);
    this.lanes = [];
    for (const loop of data.loops) this.addLanes(loop);
    this.loops = this.lanes.filter(lane => lane.isLoop);
    this.readSpans(bytesOf(data.spans));
    this.summary = this.summarize();
  }

  addLanes(loop) {
    const loopLane = this.lanes.length;
    this.lanes.push({index: loopLane, name: loop.name, isLoop: true, loop: loopLane, parent: -1, depth: 0, ended: PENDING});
    for (const [parent, ended, name] of loop.tasks) {
      const depth = parent < 0 ? 1 : this.lanes[parent].depth + 1;
      this.lanes.push({index: this.lanes.length, name, isLoop: false, loop: loopLane, parent, depth, ended});
    }
  }

  /// The spans come in the order in which they ended, six numbers each; here they lie lane by lane, in columns.
  readSpans(bytes) {
    let at = 0;
    const next = () => {
      let byte = bytes[at++], value = byte & 127;
      for (let factor = 128; byte > 127; factor *= 128) {
        byte = bytes[at++];
        value += (byte & 127) * factor;
      }
      return value;
    };

    for (const lane of this.lanes) {
      lane.count = 0;
      lane.until = 0;
    }
    let total = 0;
    while (at < bytes.length) {
      const lane = this.lanes[next()], kind = next();
      for (let rest = 4; rest > 0; rest--) next();
      lane.count++;
      total++;
      if (kind === RUNNING) { // the loop's lane shows it, too
        this.lanes[lane.loop].count++;
        total++;
      }
    }

    let first = 0;
    for (const lane of this.lanes) {
      lane.first = first;
      first += lane.count;
      lane.count = 0;
    }
    this.starts = new Float64Array(total);
    this.ends = new Float64Array(total);
    this.kinds = new Uint8Array(total);
    this.details = new Float64Array(total);
    this.makers = new Int32Array(total);
    this.runningBefore = new Float64Array(total + 1);
    const add = (lane, kind, start, end, detail, maker) => {
      const span = lane.first + lane.count++;
      this.starts[span] = start;
      this.ends[span] = end;
      this.kinds[span] = kind;
      this.details[span] = detail;
      this.makers[span] = maker;
    };
    for (at = 0; at < bytes.length;) {
      const lane = this.lanes[next()], kind = next(), start = lane.until + next(), end = start + next();
      lane.until = end;
      const detail = next(), maker = next() - 1;
      add(lane, kind, start, end, detail, maker);
      if (kind === RUNNING) add(this.lanes[lane.loop], kind, start, end, lane.index, -1);
    }
    for (let span = 0; span < total; span++) {
      const ran = this.kinds[span] === RUNNING || this.kinds[span] === CALLBACK ? this.ends[span] - this.starts[span] : 0;
      this.runningBefore[span + 1] = this.runningBefore[span] + ran;
    }
    this.countFromFirst();
  }

  /// Has the first span start at 0.
  countFromFirst() {
    const used = this.lanes.filter(lane => lane.count);
    const first = used.reduce((start, lane) => Math.min(start, this.starts[lane.first]), Infinity);
    for (let span = 0; span < this.kinds.length; span++) {
      this.starts[span] -= first;
      this.ends[span] -= first;
    }
    this.start = 0;
    this.end = used.reduce((end, lane) => Math.max(end, this.ends[lane.first + lane.count - 1]), 0);
  }

  summarize() {
    let longest = -1, switches = 0, running = 0;
    for (const lane of this.lanes) {
      if (lane.isLoop) {
        running += this.runningTime(lane);
        continue;
      }
      for (let span = lane.first; span < lane.first + lane.count; span++) {
        if (this.kinds[span] !== RUNNING) continue;
        switches++;
        if (longest < 0 || this.duration(span) > this.duration(longest)) longest = span;
      }
    }
    return {wall: this.end - this.start, running, longest, switches, tasks: this.lanes.length - this.loops.length};
  }

  // --- spans ---

  duration(span) {
    return this.ends[span] - this.starts[span];
  }

  runningTime(lane) {
    return this.runningBefore[lane.first + lane.count] - this.runningBefore[lane.first];
  }

  /// How long `lane` ran in [start, end), which its spans `from` and before `to` touch.
  runningWithin(from, to, start, end) {
    let sum = this.runningBefore[to] - this.runningBefore[from];
    const cut = (span, nanos) => {
      if (nanos > 0 && (this.kinds[span] === RUNNING || this.kinds[span] === CALLBACK)) sum -= nanos;
    };
    if (to > from) {
      cut(from, start - this.starts[from]);
      cut(to - 1, this.ends[to - 1] - end);
    }
    return sum;
  }

  /// The first span of `lane` that ends after `time`.
  firstAfter(lane, time) {
    return placeAfter(this.ends, time, lane.first, lane.first + lane.count);
  }

  /// The first span of `lane`, from `from` on, that starts after `time`.
  firstStartAfter(lane, time, from = lane.first) {
    return placeAfter(this.starts, time, from, lane.first + lane.count);
  }

  /// The span of `lane` at `time`, or -1.
  spanAt(lane, time) {
    const span = this.firstAfter(lane, time);
    return span < lane.first + lane.count && this.starts[span] <= time ? span : -1;
  }

  laneOf(span) {
    let from = 0, to = this.lanes.length - 1;
    while (from < to) {
      const middle = (from + to + 1) >>> 1;
      if (this.lanes[middle].first <= span) from = middle;
      else to = middle - 1;
    }
    return this.lanes[from];
  }

  /// The lane that made the task of `span` ready, if it was one that is known.
  maker(span) {
    return this.kinds[span] === READY && this.makers[span] >= 0 ? this.lanes[this.makers[span]] : null;
  }

  /// Why: "sleep 2 s", "awaits Task-3", "Lock 1".
  describe(span) {
    const detail = this.details[span];
    switch (this.kinds[span]) {
      case RUNNING: return this.laneOf(span).isLoop ? "runs " + this.lanes[detail].name : "running";
      case READY: return "ready";
      case SLEEP: return "sleep " + formatDuration(detail);
      case TASK: return detail > 0 ? "awaits " + this.lanes[detail - 1].name : "awaits a task";
      case FUTURE: return "awaits " + this.names[detail];
      case PRIMITIVE: return this.names[detail];
      case CALLBACK: return "callback (" + this.names[detail] + ")";
      case IDLE: return "idle";
      default: return "suspended";
    }
  }

  /// The READY spans that `span`, which ran, has begun: whom it woke or created.
  wokenBy(span) {
    this.wakes ??= this.sortWakes();
    const lane = this.laneOf(span).index;
    const {spans, from} = this.wakes, woken = [];
    for (let i = from[lane]; i < from[lane + 1]; i++) {
      const start = this.starts[spans[i]];
      if (start >= this.starts[span] && start <= this.ends[span]) woken.push(spans[i]);
    }
    return woken;
  }

  /// READY spans by who made them.
  sortWakes() {
    const from = new Int32Array(this.lanes.length + 2);
    const made = span => this.kinds[span] === READY && this.makers[span] >= 0;
    for (let span = 0; span < this.kinds.length; span++) if (made(span)) from[this.makers[span] + 1]++;
    for (let lane = 1; lane < from.length; lane++) from[lane] += from[lane - 1];
    const next = from.slice(), spans = new Int32Array(from.at(-1));
    for (let span = 0; span < this.kinds.length; span++) if (made(span)) spans[next[this.makers[span]]++] = span;
    return {spans, from};
  }

  // --- lanes ---

  /// The lanes as they are to be shown: each loop before its tasks.
  ordered(order) {
    const shown = [];
    for (const loop of this.loops) {
      const tasks = this.lanes.filter(lane => lane.loop === loop.index && !lane.isLoop);
      shown.push(loop);
      if (order === "tree") this.addTree(tasks, shown);
      else shown.push(...(order === "running" ? tasks.sort((a, b) => this.runningTime(b) - this.runningTime(a)) : tasks));
    }
    return shown;
  }

  addTree(tasks, shown) {
    const children = new Map();
    for (const task of tasks) {
      const siblings = children.get(task.parent);
      if (siblings) siblings.push(task);
      else children.set(task.parent, [task]);
    }
    const open = [...(children.get(-1) ?? [])].reverse();
    while (open.length) {
      const task = open.pop();
      shown.push(task);
      open.push(...(children.get(task.index) ?? []).toReversed());
    }
  }
}

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}

