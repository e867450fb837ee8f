package org.asyncio4j;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// A variable with one value per task (`contextvars.ContextVar`).
///
/// A task starts with a copy of its creator's values; neither sees what the other sets later. Off
/// the loop each thread has values of its own. Any thread.
///
/// @param <T> the value's type
public final class ContextVar<T> {
  private final String name;
  private final @Nullable T initial;

  private ContextVar(String name, @Nullable T initial) {
    this.name = name;
    this.initial = initial;
  }

  /// {@return a variable without a default}
  ///
  /// @param <T> the value's type
  /// @param name for messages
  public static <T> ContextVar<T> create(String name) {
    return new ContextVar<>(name, null);
  }

  /// {@return a variable with a default}
  ///
  /// @param <T> the value's type
  /// @param name for messages
  /// @param initial what [#get()] returns where nothing was set
  public static <T> ContextVar<T> create(String name, T initial) {
    return new ContextVar<>(name, initial);
  }

  /// {@return the name given at creation}
  public String name() {
    return name;
  }

  /// {@return the value in the current context, else the default}
  ///
  /// @throws NoSuchElementException when there is neither
  public T get() {
    T value = Context.current().lookup(this);
    if (value == null) {
      value = initial;
    }
    if (value == null) {
      throw new NoSuchElementException(
          "context variable '"
              + name
              + "' has no value here and no default: set it, or use get(fallback)");
    }
    return value;
  }

  /// {@return the value in the current context, else `fallback`}
  ///
  /// @param fallback wins over the variable's default
  public T get(T fallback) {
    T value = Context.current().lookup(this);
    return value == null ? fallback : value;
  }

  /// Sets the value in the current context.
  ///
  /// @param value the new value
  /// @return what [#reset] needs to undo this
  public Token<T> set(T value) {
    Context context = Context.current();
    T before = context.lookup(this);
    context.bind(this, java.util.Objects.requireNonNull(value, "value"));
    return new Token<>(this, context, before);
  }

  /// Puts the value back that the variable had before the `set` that gave `token`.
  ///
  /// @param token from [#set], in the same context, not used yet
  /// @throws IllegalArgumentException when it is another variable's or another context's
  /// @throws IllegalStateException when it was used before
  public void reset(Token<T> token) {
    if (token.var != this) {
      throw new IllegalArgumentException(
          "the token is of context variable '" + token.var.name + "', not of '" + name + "'");
    }
    if (token.context != Context.current()) {
      throw new IllegalArgumentException(
          "the token of context variable '"
              + name
              + "' was made in another context: reset it in the task that set it");
    }
    if (token.used) {
      throw new IllegalStateException(
          "the token of context variable '" + name + "' was used before");
    }
    token.used = true;
    token.context.bind(this, token.before);
  }

  @Override
  public String toString() {
    return "<ContextVar name='" + name + "'>";
  }

  /// What a [ContextVar#set] replaced.
  ///
  /// @param <T> the variable's type
  public static final class Token<T> {
    private final ContextVar<T> var;
    private final Context context;
    private final @Nullable T before;
    private boolean used;

    private Token(ContextVar<T> var, Context context, @Nullable T before) {
      this.var = var;
      this.context = context;
      this.before = before;
    }

    /// {@return the variable that was set}
    public ContextVar<T> var() {
      return var;
    }

    /// {@return the value before, or null where there was none}
    public @Nullable T oldValue() {
      return before;
    }
  }
}
