package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Several failures at once (Python's `ExceptionGroup`): what a task group throws. Groups nest.
///
/// The first failure is the cause, the others are suppressed exceptions, so that a stack trace
/// shows them all.
public final class ExceptionGroup extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Not serialised but for its messages: causes and suppressed exceptions are.
  private final transient List<Throwable> exceptions;

  private ExceptionGroup(String message, List<? extends Throwable> exceptions) {
    super(message, exceptions.getFirst());
    this.exceptions = List.copyOf(exceptions);
    exceptions.stream().skip(1).forEach(this::addSuppressed);
  }

  /// {@return a group}
  ///
  /// @param message what failed
  /// @param exceptions the failures, at least one
  public static ExceptionGroup of(String message, List<? extends Throwable> exceptions) {
    if (exceptions.isEmpty()) {
      throw new IllegalArgumentException("an exception group needs at least one exception");
    }
    return new ExceptionGroup(message, exceptions);
  }

  /// {@return the failures, in the order in which they came, groups among them as they are}
  public List<Throwable> exceptions() {
    return exceptions;
  }

  /// {@return the failures without the groups around them, in order}
  public List<Throwable> flatten() {
    List<Throwable> flat = new ArrayList<>();
    for (Throwable exception : exceptions) {
      if (exception instanceof ExceptionGroup group) {
        flat.addAll(group.flatten());
      } else {
        flat.add(exception);
      }
    }
    return flat;
  }

  /// {@return the first failure, if all are of `type`, with the others added to it as suppressed;
  /// else null} For code that expects one kind of failure and wants to catch it as itself.
  ///
  /// @param <X> the expected type
  /// @param type the expected type
  public <X extends Throwable> @Nullable X only(Class<X> type) {
    List<Throwable> flat = flatten();
    if (!flat.stream().allMatch(type::isInstance)) {
      return null;
    }
    X first = type.cast(flat.getFirst());
    List<Throwable> known = List.of(first.getSuppressed());
    for (Throwable other : flat.subList(1, flat.size())) {
      if (other != first && !known.contains(other)) {
        first.addSuppressed(other);
      }
    }
    return first;
  }

  /// {@return the part of this group, nested as it is, whose failures match; null if none does}
  ///
  /// @param type what to look for
  public @Nullable ExceptionGroup subgroup(Class<? extends Throwable> type) {
    return subgroup(type::isInstance);
  }

  /// {@return the part of this group, nested as it is, whose failures match; null if none does}
  ///
  /// @param condition what to look for; asked of groups too, which then are taken whole
  public @Nullable ExceptionGroup subgroup(Predicate<? super Throwable> condition) {
    if (condition.test(this)) {
      return this;
    }
    List<Throwable> kept = new ArrayList<>();
    for (Throwable exception : exceptions) {
      if (exception instanceof ExceptionGroup group) {
        ExceptionGroup part = group.subgroup(condition);
        if (part != null) {
          kept.add(part);
        }
      } else if (condition.test(exception)) {
        kept.add(exception);
      }
    }
    return with(kept);
  }

  /// The part that does not match.
  private @Nullable ExceptionGroup rest(Predicate<? super Throwable> condition) {
    List<Throwable> kept = new ArrayList<>();
    for (Throwable exception : exceptions) {
      if (condition.test(exception)) {
        continue;
      }
      Throwable part =
          exception instanceof ExceptionGroup group ? group.rest(condition) : exception;
      if (part != null) {
        kept.add(part);
      }
    }
    return with(kept);
  }

  private @Nullable ExceptionGroup with(List<Throwable> kept) {
    if (kept.isEmpty()) {
      return null;
    }
    return kept.equals(exceptions) ? this : new ExceptionGroup(String.valueOf(getMessage()), kept);
  }

  /// {@return the part that matches and the rest}
  ///
  /// @param type what to look for
  public Split split(Class<? extends Throwable> type) {
    return split(type::isInstance);
  }

  /// {@return the part that matches and the rest}
  ///
  /// @param condition what to look for; asked of groups too, which then are taken whole
  public Split split(Predicate<? super Throwable> condition) {
    if (condition.test(this)) {
      return new Split(this, null);
    }
    return new Split(subgroup(condition), rest(condition));
  }

  /// The two parts of a group.
  ///
  /// @param matching the failures that match, or null
  /// @param rest the others, or null
  public record Split(@Nullable ExceptionGroup matching, @Nullable ExceptionGroup rest) {}
}
