package org.asyncio4j.http.web;

import java.io.Serial;
import java.util.Objects;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// An answer that is thrown (aiohttp's `HTTPException`): the request is answered with its status,
/// its message as plain text, and its headers. There is a type for each status of an error.
public class HttpException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// What it is answered with.
  private final int status;

  /// Sent with the answer; null for none.
  private final transient @Nullable Headers headers;

  /// One for a status that has no type here.
  ///
  /// @param status from 400 on
  /// @param message is sent to the client
  public HttpException(int status, String message) {
    this(status, message, null);
  }

  /// As [#HttpException(int, String)], with a cause, which is not sent.
  ///
  /// @param status from 400 on
  /// @param message is sent to the client
  /// @param cause why
  public HttpException(int status, String message, @Nullable Throwable cause) {
    this(status, message, cause, null);
  }

  private HttpException(
      int status, String message, @Nullable Throwable cause, @Nullable Headers headers) {
    super(Objects.requireNonNull(message, "message"), cause);
    if (Status.checked(status) < 400) {
      throw new IllegalArgumentException(status + " is no error: return a Response");
    }
    this.status = status;
    this.headers = headers;
  }

  /// {@return one for a redirect or another status, with headers}
  ///
  /// @param status from 400 on
  /// @param message is sent to the client
  /// @param headers are sent too
  public static HttpException of(int status, String message, Headers headers) {
    return new HttpException(status, message, null, headers.copy());
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public BadRequest(String message, Throwable cause) {
      super(400, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public Unauthorized(String message, Throwable cause) {
      super(401, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public PaymentRequired(String message, Throwable cause) {
      super(402, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public Forbidden(String message, Throwable cause) {
      super(403, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public NotFound(String message, Throwable cause) {
      super(404, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public MethodNotAllowed(String message, Throwable cause) {
      super(405, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public NotAcceptable(String message, Throwable cause) {
      super(406, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public RequestTimeout(String message, Throwable cause) {
      super(408, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public Conflict(String message, Throwable cause) {
      super(409, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public Gone(String message, Throwable cause) {
      super(410, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public LengthRequired(String message, Throwable cause) {
      super(411, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public PreconditionFailed(String message, Throwable cause) {
      super(412, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public ContentTooLarge(String message, Throwable cause) {
      super(413, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public UriTooLong(String message, Throwable cause) {
      super(414, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public UnsupportedMediaType(String message, Throwable cause) {
      super(415, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public RangeNotSatisfiable(String message, Throwable cause) {
      super(416, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public ExpectationFailed(String message, Throwable cause) {
      super(417, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public MisdirectedRequest(String message, Throwable cause) {
      super(421, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public UnprocessableContent(String message, Throwable cause) {
      super(422, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public Locked(String message, Throwable cause) {
      super(423, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public FailedDependency(String message, Throwable cause) {
      super(424, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public TooEarly(String message, Throwable cause) {
      super(425, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public UpgradeRequired(String message, Throwable cause) {
      super(426, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public PreconditionRequired(String message, Throwable cause) {
      super(428, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public TooManyRequests(String message, Throwable cause) {
      super(429, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public RequestHeaderFieldsTooLarge(String message, Throwable cause) {
      super(431, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public UnavailableForLegalReasons(String message, Throwable cause) {
      super(451, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public InternalServerError(String message, Throwable cause) {
      super(500, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public NotImplemented(String message, Throwable cause) {
      super(501, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public BadGateway(String message, Throwable cause) {
      super(502, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public ServiceUnavailable(String message, Throwable cause) {
      super(503, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public GatewayTimeout(String message, Throwable cause) {
      super(504, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public VersionNotSupported(String message, Throwable cause) {
      super(505, message, cause);
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

    /// Answers with this status.
    ///
    /// @param message is sent to the client
    /// @param cause why, which is not sent
    public InsufficientStorage(String message, Throwable cause) {
      super(507, message, cause);
    }
  }
}
