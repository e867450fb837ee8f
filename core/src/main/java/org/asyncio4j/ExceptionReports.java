package org.asyncio4j;

import static java.lang.System.Logger.Level.ERROR;

import org.jspecify.annotations.Nullable;

/// Where a loop's failures go that no caller can be given. A handler that fails never harms the
/// loop.
final class ExceptionReports {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j");

  private final EventLoop loop;
  private @Nullable ExceptionHandler handler;

  ExceptionReports(EventLoop loop) {
    this.loop = loop;
  }

  void setHandler(@Nullable ExceptionHandler handler) {
    this.handler = handler;
  }

  @Nullable ExceptionHandler handler() {
    return handler;
  }

  void report(ExceptionContext context) {
    ExceptionHandler custom = handler;
    if (custom == null) {
      log(context);
      return;
    }
    try {
      Context culprit = context.contextOfCulprit();
      if (culprit != null) {
        culprit.run(() -> custom.handle(loop, context));
      } else {
        custom.handle(loop, context);
      }
    } catch (KeyboardInterrupt e) {
      throw e;
    } catch (Throwable e) {
      e.addSuppressed(new IllegalStateException("while handling: " + context, context.exception()));
      log(ExceptionContext.of("Unhandled error in exception handler", e));
    }
  }

  /// What happens without a handler.
  void log(ExceptionContext context) {
    try {
      LOG.log(ERROR, context.toString(), context.exception());
    } catch (Throwable e) {
      // The log itself is broken: there is nobody left to tell.
    }
  }
}
