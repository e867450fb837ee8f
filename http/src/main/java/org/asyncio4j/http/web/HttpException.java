package org.asyncio4j.http.web;

import java.io.Serial;
import java.util.Objects;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// An answer that is thrown (aiohttp's `HTTPException`): the request is answered with its status,
/// its message as plain text, and its headers. There is a type for each status of an error.
///
/// Another look of such answers is a [Middleware]'s work: it catches this and returns a page.
public class HttpException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// What it is answered with.
  private final int status;

  /// Sent with the answer; null for none.
  private transient @Nullable Headers headers;

  /// One for a status that has no type here.
  ///
  /// @param status from 400 on
  /// @param message is sent to the client
  public HttpException(int status, String message) {
    super(Objects.requireNonNull(message, "message"));
    if (Status.checked(status) < 400) {
      throw new IllegalArgumentException(status + " is no error: return a Response");
    }
    this.status = status;
  }

  /// Says why. That is not sent to the client.
  ///
  /// @param cause becomes [#getCause]
  /// @return this, to be thrown
  public HttpException because(Throwable cause) {
    initCause(cause);
    return this;
  }

  /// Adds a header to the answer, such as `Retry-After`.
  ///
  /// @param name a token
  /// @param value without control characters
  /// @return this, to be thrown
  /// @throws IllegalArgumentException when one is not allowed
  public HttpException addHeader(String name, String value) {
    if (headers == null) {
      headers = Headers.create();
    }
    headers.add(name, value);
    return this;
  }

  /// {@return what it is answered with}
  public int status() {
    return status;
  }

  /// {@return the answer}
  public Response toResponse() {
    Response response = Response.text(String.valueOf(getMessage())).withStatus(status);
    if (headers != null) {
      for (var field : headers) {
        response = response.withAddedHeader(field.getKey(), field.getValue());
      }
    }
    return response;
  }

  /// 400.
  public static final class BadRequest extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public BadRequest(String message) {
      super(400, message);
    }
  }

  /// 401.
  public static final class Unauthorized extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public Unauthorized(String message) {
      super(401, message);
    }
  }

  /// 402.
  public static final class PaymentRequired extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public PaymentRequired(String message) {
      super(402, message);
    }
  }

  /// 403.
  public static final class Forbidden extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public Forbidden(String message) {
      super(403, message);
    }
  }

  /// 404.
  public static final class NotFound extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public NotFound(String message) {
      super(404, message);
    }
  }

  /// 405.
  public static final class MethodNotAllowed extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public MethodNotAllowed(String message) {
      super(405, message);
    }
  }

  /// 406.
  public static final class NotAcceptable extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public NotAcceptable(String message) {
      super(406, message);
    }
  }

  /// 408.
  public static final class RequestTimeout extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public RequestTimeout(String message) {
      super(408, message);
    }
  }

  /// 409.
  public static final class Conflict extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public Conflict(String message) {
      super(409, message);
    }
  }

  /// 410.
  public static final class Gone extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public Gone(String message) {
      super(410, message);
    }
  }

  /// 411.
  public static final class LengthRequired extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public LengthRequired(String message) {
      super(411, message);
    }
  }

  /// 412.
  public static final class PreconditionFailed extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public PreconditionFailed(String message) {
      super(412, message);
    }
  }

  /// 413.
  public static final class ContentTooLarge extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public ContentTooLarge(String message) {
      super(413, message);
    }
  }

  /// 414.
  public static final class UriTooLong extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public UriTooLong(String message) {
      super(414, message);
    }
  }

  /// 415.
  public static final class UnsupportedMediaType extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public UnsupportedMediaType(String message) {
      super(415, message);
    }
  }

  /// 416.
  public static final class RangeNotSatisfiable extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public RangeNotSatisfiable(String message) {
      super(416, message);
    }
  }

  /// 417.
  public static final class ExpectationFailed extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public ExpectationFailed(String message) {
      super(417, message);
    }
  }

  /// 421.
  public static final class MisdirectedRequest extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public MisdirectedRequest(String message) {
      super(421, message);
    }
  }

  /// 422.
  public static final class UnprocessableContent extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public UnprocessableContent(String message) {
      super(422, message);
    }
  }

  /// 423.
  public static final class Locked extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public Locked(String message) {
      super(423, message);
    }
  }

  /// 424.
  public static final class FailedDependency extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public FailedDependency(String message) {
      super(424, message);
    }
  }

  /// 425.
  public static final class TooEarly extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public TooEarly(String message) {
      super(425, message);
    }
  }

  /// 426.
  public static final class UpgradeRequired extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public UpgradeRequired(String message) {
      super(426, message);
    }
  }

  /// 428.
  public static final class PreconditionRequired extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public PreconditionRequired(String message) {
      super(428, message);
    }
  }

  /// 429.
  public static final class TooManyRequests extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public TooManyRequests(String message) {
      super(429, message);
    }
  }

  /// 431.
  public static final class RequestHeaderFieldsTooLarge extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public RequestHeaderFieldsTooLarge(String message) {
      super(431, message);
    }
  }

  /// 451.
  public static final class UnavailableForLegalReasons extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public UnavailableForLegalReasons(String message) {
      super(451, message);
    }
  }

  /// 500.
  public static final class InternalServerError extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public InternalServerError(String message) {
      super(500, message);
    }
  }

  /// 501.
  public static final class NotImplemented extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public NotImplemented(String message) {
      super(501, message);
    }
  }

  /// 502.
  public static final class BadGateway extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public BadGateway(String message) {
      super(502, message);
    }
  }

  /// 503.
  public static final class ServiceUnavailable extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public ServiceUnavailable(String message) {
      super(503, message);
    }
  }

  /// 504.
  public static final class GatewayTimeout extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public GatewayTimeout(String message) {
      super(504, message);
    }
  }

  /// 505.
  public static final class VersionNotSupported extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public VersionNotSupported(String message) {
      super(505, message);
    }
  }

  /// 507.
  public static final class InsufficientStorage extends HttpException {
    @Serial private static final long serialVersionUID = 1;

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    public InsufficientStorage(String message) {
      super(507, message);
    }
  }
}
