package org.asyncio4j.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/// Status codes by their names in RFC 9110.
public final class Status {
  /// 101.
  public static final int SWITCHING_PROTOCOLS = 101;

  /// 200.
  public static final int OK = 200;

  /// 201.
  public static final int CREATED = 201;

  /// 202.
  public static final int ACCEPTED = 202;

  /// 204.
  public static final int NO_CONTENT = 204;

  /// 206.
  public static final int PARTIAL_CONTENT = 206;

  /// 301.
  public static final int MOVED_PERMANENTLY = 301;

  /// 302.
  public static final int FOUND = 302;

  /// 303.
  public static final int SEE_OTHER = 303;

  /// 304.
  public static final int NOT_MODIFIED = 304;

  /// 307.
  public static final int TEMPORARY_REDIRECT = 307;

  /// 308.
  public static final int PERMANENT_REDIRECT = 308;

  /// 400.
  public static final int BAD_REQUEST = 400;

  /// 401.
  public static final int UNAUTHORIZED = 401;

  /// 403.
  public static final int FORBIDDEN = 403;

  /// 404.
  public static final int NOT_FOUND = 404;

  /// 405.
  public static final int METHOD_NOT_ALLOWED = 405;

  /// 408.
  public static final int REQUEST_TIMEOUT = 408;

  /// 409.
  public static final int CONFLICT = 409;

  /// 411.
  public static final int LENGTH_REQUIRED = 411;

  /// 412.
  public static final int PRECONDITION_FAILED = 412;

  /// 413.
  public static final int CONTENT_TOO_LARGE = 413;

  /// 414.
  public static final int URI_TOO_LONG = 414;

  /// 415.
  public static final int UNSUPPORTED_MEDIA_TYPE = 415;

  /// 416.
  public static final int RANGE_NOT_SATISFIABLE = 416;

  /// 417.
  public static final int EXPECTATION_FAILED = 417;

  /// 421.
  public static final int MISDIRECTED_REQUEST = 421;

  /// 422.
  public static final int UNPROCESSABLE_CONTENT = 422;

  /// 426.
  public static final int UPGRADE_REQUIRED = 426;

  /// 429.
  public static final int TOO_MANY_REQUESTS = 429;

  /// 431.
  public static final int REQUEST_HEADER_FIELDS_TOO_LARGE = 431;

  /// 500.
  public static final int INTERNAL_SERVER_ERROR = 500;

  /// 501.
  public static final int NOT_IMPLEMENTED = 501;

  /// 502.
  public static final int BAD_GATEWAY = 502;

  /// 503.
  public static final int SERVICE_UNAVAILABLE = 503;

  /// 504.
  public static final int GATEWAY_TIMEOUT = 504;

  /// 505.
  public static final int HTTP_VERSION_NOT_SUPPORTED = 505;

  private Status() {}

  /// {@return the phrase that goes with a code, such as `Not Found`}
  ///
  /// @param status the code
  public static String reason(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }

  /// {@return the code}
  ///
  /// @param status of a final response or 101
  /// @throws IllegalArgumentException unless it has three digits from 1 to 5 on
  public static int checked(int status) {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("there is no status " + status + ": it is 100 to 599");
    }
    return status;
  }
}
