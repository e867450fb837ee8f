/// The command line of asyncio4j: a console in which plain Java may await.
///
/// `./asyncio` starts it. Nothing here is meant to be called by programs.
@org.jspecify.annotations.NullMarked
module org.asyncio4j.cli {
  requires info.picocli;
  requires java.management;
  requires java.management.rmi;
  requires jdk.attach;
  requires jdk.jshell;
  requires org.asyncio4j.core;
  requires org.jline.reader;
  requires org.jline.terminal;
  requires org.jline.terminal.ffm;
  requires static org.jspecify;

  exports org.asyncio4j.cli;

  opens org.asyncio4j.cli to
      info.picocli;
}
