package org.asyncio4j.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/// Serialises work, and says what to do where that does not work.
final class Packing {
  private final Loaders loaders;
  private final int maxBytes;

  Packing(Loaders loaders, int maxBytes) {
    this.loaders = loaders;
    this.maxBytes = maxBytes;
  }

  /// {@return `work`, as it is now}
  ///
  /// @throws IllegalArgumentException when it cannot be sent
  Parcel pack(Object work, Origin origin) {
    if (!(RemoteAction.unwrapped(work) instanceof Serializable)) {
      throw new IllegalArgumentException(notRemote(RemoteAction.unwrapped(work).getClass()));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(work);
    } catch (NotSerializableException e) {
      throw new IllegalArgumentException(notSerialisable(work, String.valueOf(e.getMessage())), e);
    } catch (IOException | StackOverflowError e) {
      throw new IllegalArgumentException("the task cannot be serialised: " + e, e);
    }
    Parcel parcel =
        new Parcel(loaders.numberOf(origin.loader()), origin.location(), bytes.toByteArray());
    if (bytes.size() > maxBytes) {
      throw new IllegalArgumentException(
          "the task has "
              + bytes.size()
              + " bytes, more than the limit of "
              + maxBytes
              + ": send less, or raise ProcessPoolOptions.withMaxMessage");
    }
    return parcel;
  }

  private static String notRemote(Class<?> type) {
    if (type.getName().startsWith(EventLoop.class.getName() + "$$")) {
      return "work without a value cannot be sent as it is: write RemoteCallable.of(() -> ...)";
    }
    if (type.isHidden()) {
      return "a plain lambda, as of "
          + type.getName().replaceFirst("\\$\\$Lambda.*", "")
          + ", cannot be sent to another process: write it where a RemoteCallable is expected, as"
          + " in pool.submit(() -> ...), or else RemoteCallable.of(() -> ...)";
    }
    return type.getName()
        + " cannot be sent to another process, for it is not serialisable: give a RemoteCallable to"
        + " submit";
  }

  private static String notSerialisable(Object work, String typeName) {
    String problem =
        "the task cannot be sent to another process: it has a "
            + typeName
            + " in it, which is not serialisable. ";
    if (typeName.equals(ProcessPoolExecutor.class.getName())) {
      return problem + "A pool stays in the process that made it: work cannot submit to it";
    }
    SerializedLambda lambda = Lambdas.find(work);
    if (lambda != null) {
      boolean ofThis = lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic;
      for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
        Object captured = lambda.getCapturedArg(i);
        if (captured != null && captured.getClass().getName().equals(typeName)) {
          return problem
              + (i == 0 && ofThis
                  ? "The lambda uses `this`: make static what it calls or reads there"
                  : "The lambda has captured it, as value "
                      + (i + 1)
                      + " of "
                      + lambda.getCapturedArgCount()
                      + ": capture what is needed of it instead");
        }
      }
    }
    return problem + "Send what is needed of it instead, or make its class Serializable";
  }

  /// Sees the lambda that is serialised.
  private static final class Lambdas extends ObjectOutputStream {
    private @Nullable SerializedLambda last;

    private Lambdas() throws IOException {
      super(OutputStream.nullOutputStream());
      enableReplaceObject(true);
    }

    static @Nullable SerializedLambda find(Object work) {
      try (Lambdas seen = new Lambdas()) {
        try {
          seen.writeObject(work);
        } catch (IOException e) { // as before
        }
        return seen.last;
      } catch (IOException e) {
        return null;
      }
    }

    @Override
    protected Object replaceObject(Object object) {
      if (object instanceof SerializedLambda lambda) {
        last = lambda;
      }
      return object;
    }
  }
}
