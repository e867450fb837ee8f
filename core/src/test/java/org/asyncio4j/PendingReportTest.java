package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// "Task was destroyed but it is pending!"
class PendingReportTest {
  // region program
  private static void leaveATask(EventLoop loop) {
    var _ = loop.createTask(() -> VirtualTime.sleep(1));
  }

  // endregion

  private static String report(boolean debug) {
    List<String> reports = new ArrayList<>();
    try (EventLoop loop = EventLoop.create(VirtualTime.options().withDebug(debug))) {
      loop.setExceptionHandler((_, context) -> reports.add(context.toString()));
      leaveATask(loop);
    }
    assertThat(reports).hasSize(1);
    return reports.getFirst().replaceAll("\\.java:\\d+", ".java").replaceAll("Task-\\d+", "Task-N");
  }

  @Test
  void inDebugModeItTellsWhereTheTaskWasMade() {
    assertThat(report(true))
        .startsWith(
            """
            Task was destroyed but it is pending!
            task: <Task pending name='Task-N' coro=leaveATask.<lambda>() created at \
            org.asyncio4j.PendingReportTest.leaveATask(PendingReportTest.java)>
            created at (innermost frame first):
                at org.asyncio4j.PendingReportTest.leaveATask(PendingReportTest.java)
                at org.asyncio4j.PendingReportTest.report(PendingReportTest.java)\
            """);
  }

  @Test
  void otherwiseItTellsItsClass() {
    assertThat(report(false))
        .isEqualTo(
            """
            Task was destroyed but it is pending!
            task: <Task pending name='Task-N' coro=PendingReportTest.<lambda>()>\
            """);
  }
}
