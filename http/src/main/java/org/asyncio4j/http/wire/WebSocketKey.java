package org.asyncio4j.http.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// What shows that a server has understood a request for a WebSocket (RFC 6455, section 4.2.2).
final class WebSocketKey {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int LENGTH = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private WebSocketKey() {}

  static String random() {
    byte[] key = new byte[LENGTH];
    RANDOM.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  static boolean isValid(String key) {
    try {
      return Base64.getDecoder().decode(key.strip()).length == LENGTH;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// {@return what a server answers to `key`}
  @SuppressWarnings("InsecureCryptoUsage") // the RFC's, and no secret
  static String answer(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
