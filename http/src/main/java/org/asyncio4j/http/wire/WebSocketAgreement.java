package org.asyncio4j.http.wire;

import org.jspecify.annotations.Nullable;

/// What a handshake has come to.
///
/// @param subprotocol null without one
/// @param deflate null without compression
public record WebSocketAgreement(
    @Nullable String subprotocol, @Nullable WebSocketDeflate deflate) {}
