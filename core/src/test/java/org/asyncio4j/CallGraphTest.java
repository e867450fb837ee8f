package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.captureCallGraph;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.formatCallGraph;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.debug.FutureCallGraph;
import org.junit.jupiter.api.Test;

/// CPython: test_graph.
class CallGraphTest {
  /// The names of a task and of those who wait for it: `a(b(c) d)`.
  private static String shape(FutureCallGraph graph) {
    String name = graph.future() instanceof Task<?> task ? task.getName() : "future";
    List<String> above = graph.awaitedBy().stream().map(CallGraphTest::shape).toList();
    return above.isEmpty() ? name : name + "(" + String.join(" ", above) + ")";
  }

  private static String shapeOfThis() {
    return shape(Objects.requireNonNull(captureCallGraph()));
  }

  /// Runs `program` in a task named main; it makes a task that puts its shape into the list.
  private static List<String> shapes(Program program) {
    List<String> shapes = new ArrayList<>();
    VirtualTime.run(() -> {
      Objects.requireNonNull(currentTask()).setName("main");
      program.run(() -> {
        yieldNow(); // until the others wait
        shapes.add(shapeOfThis());
      });
    });
    return shapes;
  }

  private interface Program {
    void run(Awaitable.Action look) throws Exception;
  }

  /// CPython: test_stack_async_gen, test_stack_tgroup and their like.
  @Test
  void awaitOfATask() {
    assertThat(shapes(look -> createTask("child", look).await())).containsExactly("child(main)");
  }

  @Test
  void aChainOfTasks() {
    assertThat(
            shapes(look ->
                createTask(
                        "middle",
                        () -> {
                          createTask("leaf", look).await();
                        })
                    .await()))
        .containsExactly("leaf(middle(main))");
  }

  @Test
  void severalWhoWaitForOne() {
    assertThat(
            shapes(look -> {
              Task<?> leaf = createTask("leaf", look);
              Task<?> a = createTask("a", () -> leaf.await());
              Task<?> b = createTask("b", () -> leaf.await());
              a.await();
              b.await();
            }))
        .containsExactly("leaf(a(main) b)");
  }

  /// CPython: test_stack_gather.
  @Test
  void gather() {
    assertThat(shapes(look -> Asyncio.gather(List.of(createTask("child", look)))))
        .containsExactly("child(future(main))");
  }

  @Test
  void waitForSeveral() {
    assertThat(shapes(look -> Asyncio.wait(List.of(createTask("child", look)))))
        .containsExactly("child(main)");
  }

  /// CPython: test_stack_shield.
  @Test
  void shield() {
    assertThat(shapes(look -> Asyncio.shield(createTask("child", look))))
        .containsExactly("child(future(main))");
  }

  @Test
  void waitForInTheSameTask() {
    assertThat(
            shapes(look -> {
              Task<?> child = createTask("child", look);
              Asyncio.waitFor(child, Duration.ofSeconds(9));
            }))
        .containsExactly("child(main)");
  }

  @Test
  void asCompleted() {
    assertThat(
            shapes(look -> {
              for (Future<?> done : Asyncio.asCompleted(List.of(createTask("child", look)))) {
                done.await();
              }
            }))
        .containsExactly("child(main)");
  }

  /// CPython: test_stack_tgroup.
  @Test
  void taskGroup() {
    assertThat(
            shapes(look ->
                Asyncio.taskGroup(group -> {
                  group.createTask(look, TaskOptions.DEFAULT.withName("child"));
                })))
        .containsExactly("child(main)");
  }

  @Test
  void staggeredRace() {
    assertThat(
            shapes(look -> {
              Awaitable<Boolean> body =
                  () -> {
                    Objects.requireNonNull(currentTask()).setName("child");
                    look.run();
                    return true;
                  };
              Asyncio.staggeredRace(List.of(body), null);
            }))
        .containsExactly("child(main)");
  }

  /// CPython: test_yield_wait_discards_awaited_by_for_pending.
  @Test
  void edgesAreGoneWhenNobodyWaitsAnyMore() {
    VirtualTime.run(() -> {
      Task<?> slow = createTask("slow", () -> sleep(9));
      Asyncio.wait(List.of(slow), Duration.ofSeconds(1), ReturnWhen.ALL_COMPLETED);
      assertThat(shape(captureCallGraph(slow))).isEqualTo("slow");
      slow.cancel();
    });
  }

  @Test
  void aCircleIsShownOnce() {
    VirtualTime.run(() -> {
      List<Task<?>> both = new ArrayList<>();
      both.add(createTask("a", () -> both.get(1).await()));
      both.add(createTask("b", () -> both.get(0).await()));
      yieldNow();
      assertThat(shape(captureCallGraph(both.get(0)))).isEqualTo("a(b)");
      both.get(0).cancel();
    });
  }

  @Test
  void aLongChainIsCut() {
    VirtualTime.run(() -> {
      Task<?> first = createTask(() -> sleep(1));
      Task<?> last = first;
      for (int i = 0; i < 20_000; i++) {
        Task<?> before = last;
        last = createTask(() -> before.await());
      }
      yieldNow();
      assertThat(formatCallGraph(first).lines().filter(line -> line.contains("* Task")))
          .hasSize(500);
      last.await();
    });
  }

  @Test
  void whatTheProgramDeclares() {
    VirtualTime.run(() -> {
      Future<Integer> future = Asyncio.getRunningLoop().createFuture();
      Task<?> waiter = createTask("waiter", () -> sleep(1));
      Asyncio.futureAddToAwaitedBy(future, waiter);
      assertThat(shape(captureCallGraph(future))).isEqualTo("future(waiter)");
      Asyncio.futureDiscardFromAwaitedBy(future, waiter);
      assertThat(shape(captureCallGraph(future))).isEqualTo("future");
      Asyncio.futureAddToAwaitedBy(future, waiter);
      future.setResult(1);
      assertThat(shape(captureCallGraph(future))).isEqualTo("future");
    });
  }

  // --- stacks ---

  private static void inner(List<FutureCallGraph> graphs, int limit) {
    graphs.add(captureCallGraph(Objects.requireNonNull(currentTask()), limit));
  }

  private static void outer(List<FutureCallGraph> graphs, int limit) {
    inner(graphs, limit);
  }

  private static List<String> methods(int limit) {
    List<FutureCallGraph> graphs = new ArrayList<>();
    VirtualTime.run(() -> outer(graphs, limit));
    return graphs.getFirst().callStack().stream()
        .map(entry -> entry.frame().getMethodName())
        .toList();
  }

  /// CPython: test_capture_call_graph_positive_limit, negative_limit.
  @Test
  void theLimitKeepsTheInnermostOrTheOutermostFrames() {
    List<String> all = methods(100);
    assertThat(all.subList(0, 2)).containsExactly("inner", "outer");
    assertThat(methods(1)).containsExactly("inner");
    assertThat(methods(-1)).containsExactly(all.getLast());
    assertThat(methods(0)).isEmpty();
  }

  /// CPython: test_format_call_graph_regular and its like.
  @Test
  void theTextNestsWhoWaits() {
    List<String> text = new ArrayList<>();
    VirtualTime.run(() -> {
      Objects.requireNonNull(currentTask()).setName("main");
      createTask(
              "child",
              () -> {
                yieldNow();
                text.addAll(formatCallGraph().lines().toList());
                ByteArrayOutputStream printed = new ByteArrayOutputStream();
                Asyncio.printCallGraph(new PrintStream(printed, true, StandardCharsets.UTF_8));
                assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains("* Task(name='child'", "theTextNestsWhoWaits");
              })
          .await();
    });
    assertThat(text.get(0)).matches("\\* Task\\(name='child', id=0x[0-9a-f]+\\)");
    assertThat(text.get(1)).isEqualTo("  + Call stack:");
    assertThat(text.get(2)).matches("  \\|   at org\\.asyncio4j\\..*CallGraphTest.*");
    assertThat(text).contains("  + Awaited by:");
    assertThat(text).anyMatch(line -> line.matches("    \\* Task\\(name='main', id=0x.*"));
    assertThat(text).contains("      + Call stack:");
  }

  @Test
  void aFutureHasNoStack() {
    VirtualTime.run(() -> {
      Future<Integer> future = Asyncio.getRunningLoop().createFuture();
      assertThat(formatCallGraph(future)).matches("\\* Future\\(id=0x[0-9a-f]+\\)\n");
    });
  }

  @Test
  void outsideOfATaskThereIsNone() {
    VirtualTime.run(() -> {
      List<Object> seen = new ArrayList<>();
      Asyncio.getRunningLoop()
          .callSoon(() -> {
            seen.add(captureCallGraph() == null);
            seen.add(formatCallGraph());
          });
      yieldNow();
      assertThat(seen).containsExactly(true, "");
    });
  }

  @Test
  void outsideOfALoopItIsRefused() {
    assertThatThrownBy(Asyncio::captureCallGraph)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no running event loop");
  }

  @Test
  void otherThreadsAreRefused() {
    VirtualTime.run(() -> {
      Task<?> main = Objects.requireNonNull(currentTask());
      assertThatThrownBy(() -> OtherThread.run(() -> captureCallGraph(main)))
          .hasMessageContaining("callSoonThreadsafe");
    });
  }
}
