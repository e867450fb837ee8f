package org.asyncio4j.process;

/// A process has written more than is kept of its output; it was ended.
public final class OutputLimitError extends SubprocessError {
  private static final long serialVersionUID = 1;

  OutputLimitError(String program, String stream, int limit) {
    super(
        program,
        program
            + " has written more than "
            + limit
            + " bytes to "
            + stream
            + ", and was ended: give a larger limit with withOutputLimit, or exec it and read the"
            + " stream in pieces");
  }
}
