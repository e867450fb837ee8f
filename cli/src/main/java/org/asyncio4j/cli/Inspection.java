package org.asyncio4j.cli;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.asyncio4j.debug.Inspector;
import org.asyncio4j.debug.InspectorMXBean;
import org.jspecify.annotations.Nullable;

/// An [Inspector] in another process, made for the time being.
///
/// The JDK's attach mechanism has the process start its local management agent, which listens on
/// loopback for processes of the same user; through it the class is instantiated by name. Nothing
/// of this is there before somebody looks.
final class Inspection implements AutoCloseable {
  private static final String INSPECTOR = Inspector.class.getName();
  private static final String NAMES = "org.asyncio4j:type=Inspector";
  private static final int FORMAT = 1;

  private final JMXConnector connector;
  private final MBeanServerConnection process;
  private final ObjectName name;

  /// Whether it is removed at the end; else the process has made it for itself.
  private final boolean own;

  private final InspectorMXBean inspector;

  private Inspection(
      JMXConnector connector, MBeanServerConnection process, ObjectName name, boolean own) {
    this.connector = connector;
    this.process = process;
    this.name = name;
    this.own = own;
    this.inspector = JMX.newMXBeanProxy(process, name, InspectorMXBean.class);
  }

  /// Begins to look into a process.
  ///
  /// @throws InspectionException when that is not possible
  static Inspection of(long pid) throws InspectionException {
    Candidate.check(pid);
    String address = startAgent(pid);
    try {
      JMXConnector connector = connect(address);
      try {
        return in(connector, pid);
      } catch (IOException | JMException | InspectionException | RuntimeException e) {
        connector.close();
        throw e;
      }
    } catch (IOException | JMException | RuntimeException e) {
      throw new InspectionException(
          "process " + pid + " does not let its management agent be used: " + e, e);
    }
  }

  private static String startAgent(long pid) throws InspectionException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException | IOException e) {
      throw Candidate.whyNot(pid, e);
    }
  }

  @SuppressWarnings("BanJNDI") // the address is what the JDK in the process has just told
  private static JMXConnector connect(String address) throws IOException {
    return JMXConnectorFactory.connect(new JMXServiceURL(address));
  }

  private static Inspection in(JMXConnector connector, long pid)
      throws IOException, JMException, InspectionException {
    MBeanServerConnection process = connector.getMBeanServerConnection();
    ObjectName registered = sweep(process);
    Inspection inspection =
        registered != null
            ? new Inspection(connector, process, registered, false)
            : new Inspection(connector, process, create(process, pid), true);
    int format = inspection.inspector.getFormat();
    if (format != FORMAT) {
      inspection.close();
      throw new InspectionException(
          "process "
              + pid
              + " uses another version of asyncio4j (its answers have format "
              + format
              + ", and this tool knows "
              + FORMAT
              + "): use the asyncio of that version",
          null);
    }
    return inspection;
  }

  private static ObjectName create(MBeanServerConnection process, long pid)
      throws IOException, JMException, InspectionException {
    ObjectName name = new ObjectName(NAMES + ",tool=" + UUID.randomUUID());
    try {
      process.createMBean(INSPECTOR, name);
      return name;
    } catch (ReflectionException e) {
      throw new InspectionException(whyNoInspector(process, pid), e);
    }
  }

  /// Removes what tools that were killed have left. {@return one that the program has registered}
  private static @Nullable ObjectName sweep(MBeanServerConnection process)
      throws IOException, JMException {
    ObjectName registered = null;
    Set<ObjectName> all = process.queryNames(new ObjectName(NAMES + ",*"), null);
    for (ObjectName one : all) {
      if (one.getKeyProperty("tool") == null) {
        registered = one;
      } else if (Boolean.TRUE.equals(process.getAttribute(one, "Abandoned"))) {
        try {
          process.unregisterMBean(one);
        } catch (InstanceNotFoundException e) {
          // another tool was quicker
        }
      }
    }
    return registered;
  }

  private static String whyNoInspector(MBeanServerConnection process, long pid)
      throws IOException, JMException {
    String loaded =
        (String)
            process.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "vmClassHierarchy",
                new Object[] {new String[] {"org.asyncio4j.EventLoop"}},
                new String[] {String[].class.getName()});
    return loaded.contains("org.asyncio4j.EventLoop")
        ? "process "
            + pid
            + " has asyncio4j in a class loader of its own, where it cannot be found from outside: have the program call"
            + " ManagementFactory.getPlatformMBeanServer().registerMBean(new org.asyncio4j.debug.Inspector(),"
            + " new ObjectName(\""
            + NAMES
            + ",name=mine\"))"
        : "process " + pid + " does not use asyncio4j: its class path has no " + INSPECTOR;
  }

  // --- asking ---

  /// One question.
  private interface Question<T> {
    T ask(InspectorMXBean inspector);
  }

  private <T> T ask(Question<T> question) throws InspectionException {
    try {
      return question.ask(inspector);
    } catch (UndeclaredThrowableException e) {
      throw new InspectionException("the process has ended, or does not answer any more", e);
    }
  }

  private void tell(Consumer<InspectorMXBean> request) throws InspectionException {
    boolean _ =
        ask(inspector -> {
          request.accept(inspector);
          return true;
        });
  }

  List<LoopInfo> loops() throws InspectionException {
    return Fields.lines(ask(InspectorMXBean::loops)).stream().map(LoopInfo::of).toList();
  }

  /// Something done with the tasks of a loop.
  interface Use {
    void accept(Walk walk) throws InspectionException;
  }

  /// Has `use` look at the tasks of a loop.
  void walk(LoopInfo loop, Use use) throws InspectionException {
    long number = ask(inspector -> inspector.walk(loop.number()));
    try {
      use.accept(new Walk(loop, number));
    } finally {
      tell(inspector -> inspector.end(number));
    }
  }

  /// A way through the tasks of a loop.
  final class Walk {
    private static final int STACKS_AT_A_TIME = 1_000;

    private final LoopInfo loop;
    private final long number;

    private Walk(LoopInfo loop, long number) {
      this.loop = loop;
      this.number = number;
    }

    /// All tasks, in order of creation.
    List<TaskInfo> tasks() throws InspectionException {
      List<TaskInfo> tasks = new ArrayList<>();
      String page = ask(inspector -> inspector.tasks(number));
      while (!page.isEmpty()) {
        Fields.lines(page).forEach(line -> tasks.add(TaskInfo.of(line, loop)));
        page = ask(inspector -> inspector.tasks(number));
      }
      return tasks;
    }

    /// Asks for the stacks of `tasks`.
    void addStacks(List<TaskInfo> tasks) throws InspectionException {
      for (int from = 0; from < tasks.size(); from += STACKS_AT_A_TIME) {
        addSomeStacks(tasks.subList(from, Math.min(tasks.size(), from + STACKS_AT_A_TIME)));
      }
    }

    private void addSomeStacks(List<TaskInfo> tasks) throws InspectionException {
      long[] numbers = tasks.stream().mapToLong(TaskInfo::number).toArray();
      List<Fields> lines = Fields.lines(ask(inspector -> inspector.stacks(number, numbers)));
      for (int i = 0; i < lines.size(); i++) { // in the order of the question
        Fields line = lines.get(i);
        line.skip();
        tasks.get(i).setStack(line.rest());
      }
    }
  }

  Census census(LoopInfo loop, int longest) throws InspectionException {
    return Census.of(ask(inspector -> inspector.census(loop.number(), longest)), loop);
  }

  /// Has the process time its steps for so long; 0 ends it.
  void timeSteps(int seconds) throws InspectionException {
    tell(inspector -> inspector.timeSteps(seconds));
  }

  /// A step that took long.
  ///
  /// @param nanos how long
  /// @param whose a name for the task or callback
  record Step(long nanos, String whose) {}

  List<Step> slowestSteps(LoopInfo loop) throws InspectionException {
    return Fields.lines(ask(inspector -> inspector.slowestSteps(loop.number()))).stream()
        .map(line -> new Step(line.number(), line.text()))
        .toList();
  }

  @Override
  public void close() {
    try {
      if (own) {
        process.unregisterMBean(name);
      }
      connector.close();
    } catch (IOException | JMException e) {
      // the process has ended
    }
  }
}
