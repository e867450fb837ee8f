package org.asyncio4j.process;

import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a standard stream of a process leads (`subprocess.PIPE` and its kin).
public final class Stdio {
  /// To this program: the stream can be written to, or read, here.
  public static final Stdio PIPE = new Stdio("PIPE", null);

  /// To where that of this program leads.
  public static final Stdio INHERIT = new Stdio("INHERIT", Redirect.INHERIT);

  /// To nowhere: empty to read, and what is written is dropped.
  public static final Stdio DEVNULL = new Stdio("DEVNULL", null);

  /// Of standard error only: to where standard output leads.
  public static final Stdio STDOUT = new Stdio("STDOUT", null);

  private static final File NULL_DEVICE = new File(File.separatorChar == '/' ? "/dev/null" : "NUL");

  private final String name;

  /// For a file that is written to, and for what is inherited.
  private final @Nullable Redirect redirect;

  private Stdio(String name, @Nullable Redirect redirect) {
    this.name = name;
    this.redirect = redirect;
  }

  /// {@return to a file} Standard input is read from it, which must be there; output replaces what
  /// is in it.
  ///
  /// @param path of the file
  public static Stdio file(Path path) {
    return new Stdio("file " + path, Redirect.to(path.toFile()));
  }

  /// {@return to the end of a file: for output only}
  ///
  /// @param path of the file, which is made if there is none
  public static Stdio append(Path path) {
    return new Stdio("append to " + path, Redirect.appendTo(path.toFile()));
  }

  /// As the JDK says it, for anything but a pipe.
  Redirect forInput() {
    if (this == DEVNULL) {
      return Redirect.from(NULL_DEVICE);
    }
    Redirect known = Objects.requireNonNull(redirect);
    return known.type() == Redirect.Type.WRITE
        ? Redirect.from(Objects.requireNonNull(known.file()))
        : known;
  }

  /// As [#forInput].
  Redirect forOutput() {
    return this == DEVNULL ? Redirect.DISCARD : Objects.requireNonNull(redirect);
  }

  boolean isFile() {
    return redirect != null && this != INHERIT;
  }

  boolean isInput() {
    return this != STDOUT && (redirect == null || redirect.type() != Redirect.Type.APPEND);
  }

  @Override
  public String toString() {
    return name;
  }
}
