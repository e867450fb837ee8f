package org.asyncio4j.bench;

import static org.asyncio4j.bench.Measure.BYTES;
import static org.asyncio4j.bench.Measure.TASKS;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The heap that each of very many sleeping tasks keeps, and how many of them one process held.
///
/// @param tasks how many to put to sleep
/// @param bytesLines the lines about bytes, in that order
/// @param countLine the line about how many slept
record MemoryFigure(int tasks, List<Comparison> bytesLines, Comparison countLine)
    implements Figure {
  @Override
  public List<Comparison> lines() {
    List<Comparison> lines = new ArrayList<>(bytesLines);
    lines.add(countLine);
    return lines;
  }

  @Override
  public void run(Pace pace, Path logs, Report report) throws InterruptedException {
    List<Comparison> wanted = pace.wanted(bytesLines);
    Map<Lane, Double> bytes = new EnumMap<>(Lane.class);
    Map<Lane, Double> asleep = new EnumMap<>(Lane.class);
    for (Lane lane : Comparison.lanes(wanted)) {
      Sleepers.measure(lane, tasks, logs)
          .ifPresent(found -> {
            bytes.put(lane, found.bytesEach());
            asleep.put(lane, (double) found.asleep());
          });
    }
    for (Comparison line : wanted) {
      report.print(line, BYTES, bytes);
    }
    report.print(countLine, TASKS, asleep);
  }
}
