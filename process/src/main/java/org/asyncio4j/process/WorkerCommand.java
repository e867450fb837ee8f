package org.asyncio4j.process;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.EventLoop;

/// The command that starts a worker: this JVM's java, on this JVM's class path or modules, with the
/// options that let asyncio4j do there what it does here.
final class WorkerCommand {
  private WorkerCommand() {}

  static List<String> of(ProcessPoolOptions options) {
    String classPath = System.getProperty("java.class.path", "");
    String modulePath = System.getProperty("jdk.module.path", "");
    Module module = Worker.class.getModule();
    Module core = EventLoop.class.getModule();
    List<String> jvm = new ArrayList<>();
    if (!modulePath.isEmpty()) {
      jvm.addAll(List.of("--module-path", modulePath));
      List<String> names = modulesOfTheProgram();
      if (!names.isEmpty()) {
        jvm.addAll(List.of("--add-modules", String.join(",", names)));
      }
    }
    if (!classPath.isEmpty()) {
      jvm.addAll(List.of("-cp", classPath));
    }
    if (Object.class.getModule().isOpen("java.lang", core)) {
      jvm.addAll(List.of("--add-opens", "java.base/java.lang=" + nameOf(core)));
    }
    if (module.isNativeAccessEnabled()) {
      jvm.add("--enable-native-access=" + nameOf(module));
    }
    for (String name : List.of("asyncio.engine", "asyncio.blocking", "asyncio.debug")) {
      String value = System.getProperty(name);
      if (value != null) {
        jvm.add("-D" + name + "=" + value);
      }
    }
    if (options.heap() > 0) {
      jvm.add("-Xmx" + options.heap());
    }
    jvm.add("-XX:+ExitOnOutOfMemoryError"); // nobody knows what is whole after one
    jvm.addAll(options.jvmOptions());

    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SharedArchive.options(classPath + File.pathSeparator + modulePath, jvm));
    command.addAll(jvm); // what the program says about the log comes last, and holds
    if (module.isNamed()) {
      command.addAll(List.of("-m", module.getName() + "/" + Worker.class.getName()));
    } else {
      command.add(Worker.class.getName());
    }
    return command;
  }

  private static String nameOf(Module module) {
    return module.isNamed() ? module.getName() : "ALL-UNNAMED";
  }

  /// Those of this JVM that are not the JDK's.
  private static List<String> modulesOfTheProgram() {
    List<String> names = new ArrayList<>();
    for (var module : ModuleLayer.boot().configuration().modules()) {
      URI location = module.reference().location().orElse(null);
      if (location != null && !"jrt".equals(location.getScheme())) {
        names.add(module.name());
      }
    }
    return names;
  }
}
