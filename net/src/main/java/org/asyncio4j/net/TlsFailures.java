package org.asyncio4j.net;

import static java.lang.System.Logger.Level.DEBUG;

import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.jspecify.annotations.Nullable;

/// What is said when TLS fails. The engines wrap the reason in one another's exceptions, each with
/// another text.
final class TlsFailures {
  private TlsFailures() {}

  static SSLException handshake(String peer, Throwable cause) {
    SSLHandshakeException failure =
        new SSLHandshakeException("the TLS handshake with " + peer + " failed: " + reason(cause));
    if (!(unwrap(cause) instanceof NotSslRecordException)) { // its text is all that has come
      failure.initCause(unwrap(cause));
    }
    return failure;
  }

  static SSLException afterHandshake(String peer, String reason) {
    return new SSLException("TLS with " + peer + ": " + reason);
  }

  /// As a new exception, with the stack of whoever waits for it.
  static SSLException again(SSLException failure) {
    SSLHandshakeException same = new SSLHandshakeException(failure.getMessage());
    same.initCause(failure.getCause());
    return same;
  }

  /// Tells of a handshake that failed in a server: quietly, for anybody can have that happen,
  /// unless it is the program's own mistake.
  static void report(EventLoop loop, SSLException failure) {
    Throwable root = root(failure);
    boolean ours = root instanceof RuntimeException && !(root instanceof CodecException);
    if (ours || root instanceof Error) {
      ExceptionContext report =
          new ExceptionContext(
              "Unhandled exception in a TLS handshake of a server",
              failure,
              null,
              null,
              null,
              null);
      // not here: no code of the user's runs while a loop polls
      loop.callSoon(() -> loop.callExceptionHandler(report));
    } else {
      System.getLogger("org.asyncio4j.net").log(DEBUG, failure.getMessage(), failure);
    }
  }

  /// `cause`, without what Netty wraps it in.
  static Throwable unwrap(Throwable cause) {
    Throwable inner = cause.getCause();
    return cause instanceof DecoderException && inner != null ? inner : cause;
  }

  private static String reason(Throwable cause) {
    Throwable outer = unwrap(cause);
    if (outer instanceof NotSslRecordException) {
      return "what came is not TLS; does the other side talk in plain text?";
    }
    Throwable inner = outer.getCause();
    if (inner != null && String.valueOf(outer.getMessage()).startsWith("General OpenSslEngine")) {
      outer = inner;
    }
    Throwable root = root(outer);
    String reason = text(outer);
    if (!reason.contains(text(root))) {
      reason += " (" + text(root) + ")";
    }
    if (root instanceof CertPathBuilderException) {
      reason += ". Who signed it is not trusted: withTrust(...) changes that";
    }
    return reason;
  }

  private static String text(Throwable cause) {
    @Nullable String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static Throwable root(Throwable cause) {
    Throwable root = cause;
    for (Throwable next = root.getCause(); next != null; next = root.getCause()) {
      root = next;
    }
    return root;
  }
}
