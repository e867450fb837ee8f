package org.asyncio4j.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;

/// Reads one object of the other process, with the classes of the work, and nothing that is not
/// [allowed][AllowedTypes].
///
/// A class and not a lambda as the filter: a worker that makes no lambda of its own is up sooner.
final class FilteredInput extends ObjectInputStream implements ObjectInputFilter {
  private final AllowedTypes allowed;
  private final @Nullable ObjectInputFilter ofTheProgram;
  private final Origin origin;
  private @Nullable RefusedDataException refusal;

  private FilteredInput(byte[] bytes, AllowedTypes allowed, Origin origin) throws IOException {
    super(new ByteArrayInputStream(bytes));
    this.allowed = allowed;
    this.origin = origin;
    ofTheProgram = allowed.ofTheProgram();
    setObjectInputFilter(this);
  }

  /// @throws RefusedDataException when there is something in it that is not allowed
  static @Nullable Object read(byte[] bytes, AllowedTypes allowed, Origin origin)
      throws IOException, ClassNotFoundException {
    try (FilteredInput in = new FilteredInput(bytes, allowed, origin)) {
      try {
        return in.readObject();
      } catch (InvalidClassException e) {
        if (in.refusal != null) {
          throw in.refusal;
        }
        throw e;
      }
    }
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (ofTheProgram != null) {
      Status verdict = ofTheProgram.checkInput(info);
      if (verdict == Status.ALLOWED) {
        return verdict;
      }
      if (verdict == Status.REJECTED) {
        return refuse(info.serialClass(), "by the filter that the program gave");
      }
    }
    String excess = allowed.excess(info);
    if (excess != null) {
      refusal = new RefusedDataException("refused: " + excess, null);
      return Status.REJECTED;
    }
    Class<?> type = info.serialClass();
    while (type != null && type.isArray()) {
      type = type.getComponentType();
    }
    if (type == null) {
      return Status.UNDECIDED; // only numbers to check
    }
    return allowed.allow(type, origin)
        ? Status.ALLOWED
        : refuse(
            type,
            "which the pool does not let in: ProcessPoolOptions.withAllowed(\""
                + type.getPackageName()
                + "\") allows its package");
  }

  private Status refuse(@Nullable Class<?> type, String why) {
    String name = type == null ? null : type.getName();
    refusal =
        new RefusedDataException("refused " + (name == null ? "data " : name + ", ") + why, name);
    return Status.REJECTED;
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description)
      throws IOException, ClassNotFoundException {
    try {
      return Class.forName(description.getName(), false, origin.loader());
    } catch (ClassNotFoundException e) {
      return super.resolveClass(description); // knows int and the like
    }
  }
}
