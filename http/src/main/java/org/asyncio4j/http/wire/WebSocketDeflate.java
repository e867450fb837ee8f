package org.asyncio4j.http.wire;

import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What both sides have agreed on about compression (`permessage-deflate`, RFC 7692). Its windows
/// are always of 15 bits here: the JDK's has no other.
///
/// @param sendsAnew whether each message that is sent is compressed by itself
/// @param receivesAnew whether each message that comes is
public record WebSocketDeflate(boolean sendsAnew, boolean receivesAnew) {
  static final String NAME = "permessage-deflate";
  private static final String SERVER_ANEW = "server_no_context_takeover";
  private static final String CLIENT_ANEW = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";
  private static final int LEVEL = 6;

  /// What a server answers.
  ///
  /// @param deflate what that means for it
  /// @param response for `Sec-WebSocket-Extensions`
  record Answer(WebSocketDeflate deflate, String response) {}

  /// {@return what a server answers to the first offer that it can take; null when it can take
  /// none, for whatever reason}
  ///
  /// @param offers of `Sec-WebSocket-Extensions`
  static @Nullable Answer choose(String offers) {
    for (String offer : offers.split(",", -1)) {
      Map<String, String> parameters = parameters(offer);
      if (parameters == null || !isAcceptable(parameters)) {
        continue;
      }
      StringBuilder response = new StringBuilder(NAME);
      for (String name : new String[] {SERVER_ANEW, CLIENT_ANEW}) {
        if (parameters.containsKey(name)) {
          response.append("; ").append(name);
        }
      }
      if (parameters.containsKey(SERVER_WINDOW)) {
        response.append("; ").append(SERVER_WINDOW).append("=15");
      }
      return new Answer(
          new WebSocketDeflate(
              parameters.containsKey(SERVER_ANEW), parameters.containsKey(CLIENT_ANEW)),
          response.toString());
    }
    return null;
  }

  /// A server may be asked for a smaller window, which it does not have, and told that the client
  /// can do with one, which it need not.
  private static boolean isAcceptable(Map<String, String> offer) {
    for (Map.Entry<String, String> parameter : offer.entrySet()) {
      String value = parameter.getValue();
      boolean known =
          switch (parameter.getKey()) {
            case SERVER_ANEW, CLIENT_ANEW -> value.isEmpty();
            case SERVER_WINDOW -> value.equals("15");
            case CLIENT_WINDOW -> value.isEmpty() || isWindow(value);
            default -> false;
          };
      if (!known) {
        return false;
      }
    }
    return true;
  }

  /// {@return what a server's answer to an offer of nothing but the name means for the client; null
  /// when it cannot be an answer to that}
  ///
  /// @param answer of `Sec-WebSocket-Extensions`
  static @Nullable WebSocketDeflate accepted(String answer) {
    Map<String, String> parameters = parameters(answer);
    if (parameters == null) {
      return null;
    }
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String value = parameter.getValue();
      boolean known =
          switch (parameter.getKey()) {
            case SERVER_ANEW, CLIENT_ANEW -> value.isEmpty();
            case SERVER_WINDOW -> isWindow(value);
            default -> false; // a smaller window for the client was not offered
          };
      if (!known) {
        return null;
      }
    }
    return new WebSocketDeflate(
        parameters.containsKey(CLIENT_ANEW), parameters.containsKey(SERVER_ANEW));
  }

  private static boolean isWindow(String value) {
    return value.matches("[89]|1[0-5]");
  }

  /// {@return the parameters of one extension, empty for those without a value; null when it is not
  /// this one, or is garbage}
  private static @Nullable Map<String, String> parameters(String extension) {
    String[] parts = extension.split(";", -1);
    if (!parts[0].strip().equalsIgnoreCase(NAME)) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] both = parts[i].split("=", 2);
      String value = both.length == 1 ? "" : both[1].strip();
      if (both.length == 2 && value.isEmpty()) {
        return null;
      }
      if (value.length() > 2 && value.startsWith("\"") && value.endsWith("\"")) {
        value = value.substring(1, value.length() - 1);
      }
      if (parameters.put(both[0].strip().toLowerCase(Locale.ROOT), value) != null) {
        return null;
      }
    }
    return parameters;
  }

  // --- the codecs ---

  /// {@return compresses the frames that are written}
  ChannelHandler encoder() {
    return extension(0).newExtensionEncoder();
  }

  /// {@return decompresses frames, into `maxMessage` bytes each at the most}
  EmbeddedChannel inflater(int maxMessage) {
    // room to see that one byte is too many, and that a message of this size has ended
    int bound = maxMessage > Integer.MAX_VALUE - 64 ? maxMessage : maxMessage + 64;
    return new EmbeddedChannel(extension(bound).newExtensionDecoder());
  }

  /// Netty's codecs, which are those of a client: what it sends is what is sent here.
  private WebSocketClientExtension extension(int bound) {
    Map<String, String> parameters = new HashMap<>();
    if (sendsAnew) {
      parameters.put(CLIENT_ANEW, "");
    }
    if (receivesAnew) {
      parameters.put(SERVER_ANEW, "");
    }
    return Objects.requireNonNull(
        new PerMessageDeflateClientExtensionHandshaker(LEVEL, false, 15, true, false, bound)
            .handshakeExtension(new WebSocketExtensionData(NAME, parameters)));
  }

  /// {@return how long a compressed frame may be whose content is within `maxMessage`}
  static int wireBound(int maxMessage) {
    return (int) Math.min(Integer.MAX_VALUE, maxMessage + maxMessage / 1024L + 64);
  }
}
