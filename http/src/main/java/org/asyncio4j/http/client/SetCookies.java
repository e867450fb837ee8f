package org.asyncio4j.http.client;

import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `Set-Cookie` headers say.
final class SetCookies {
  private SetCookies() {}

  static Map<String, String> values(List<String> headers) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String header : headers) {
      Cookie cookie = ClientCookieDecoder.LAX.decode(header);
      if (cookie != null) {
        values.put(cookie.name(), cookie.value());
      }
    }
    return values;
  }
}
