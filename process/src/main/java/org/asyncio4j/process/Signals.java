package org.asyncio4j.process;

import java.util.List;
import java.util.Locale;

/// The names of Linux's signals, which are the same on x86 and ARM.
final class Signals {
  static final int KILL = 9;
  static final int TERM = 15;

  /// By number, from 1 on.
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private static final int LAST = 64;

  private Signals() {}

  /// The number of `SIGINT` or `INT`.
  static int number(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    int index = NAMES.indexOf(upper.startsWith("SIG") ? upper.substring(3) : upper);
    if (index < 0) {
      throw new IllegalArgumentException(
          "there is no signal '" + name + "': give one of " + NAMES + ", or its number");
    }
    return index + 1;
  }

  static int checked(int number) {
    if (number < 1 || number > LAST) {
      throw new IllegalArgumentException(
          "there is no signal " + number + ": give a number from 1 to " + LAST);
    }
    return number;
  }

  static boolean isNamed(int number) {
    return number >= 1 && number <= NAMES.size();
  }

  static String text(int number) {
    return isNamed(number) ? "SIG" + NAMES.get(number - 1) : "signal " + number;
  }

  /// What a return code says.
  static String describe(int returncode) {
    return returncode < 0
        ? "was ended by " + text(-returncode)
        : "has ended with code " + returncode;
  }
}
