package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;

/// Looks at the frames in a stream of bytes as they pass, wherever these are cut: at the nine bytes
/// before each (RFC 9113, section 4.1), and at no more than that unless a subclass does. Keeps
/// nothing.
abstract class Http2FrameWalk {
  private static final int HEAD = 9;

  /// The bytes before a frame of which some have come, and how many.
  private final byte[] head = new byte[HEAD];

  private int headCount;

  /// How many bytes of the frame, or of what comes before the first, are to come.
  private int left;

  private boolean inFrame;

  // The frame that is passing.
  private int type;
  private int flags;
  private int length;
  private int streamId;

  /// @param before how many bytes come before the first frame
  Http2FrameWalk(int before) {
    left = before;
  }

  /// A frame begins.
  abstract void frameBegins(int type, int flags, int length, int streamId);

  /// A part of it, in `data` from `from` on.
  void payload(int type, int flags, int length, ByteBuf data, int from, int count) {}

  /// All of it has passed.
  void frameEnds(int type, int flags) {}

  /// Looks at what is readable in `data`, and leaves it as it is.
  final void walk(ByteBuf data) {
    int index = data.readerIndex();
    int end = data.writerIndex();
    while (index < end) {
      if (left > 0) {
        int count = Math.min(left, end - index);
        if (inFrame) {
          payload(type, flags, length, data, index, count);
        }
        left -= count;
        index += count;
        endIfPassed();
      } else {
        int count = Math.min(HEAD - headCount, end - index);
        data.getBytes(index, head, headCount, count);
        headCount += count;
        index += count;
        if (headCount == HEAD) {
          headCount = 0;
          begin();
        }
      }
    }
  }

  private void begin() {
    length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
    type = head[3] & 0xff;
    flags = head[4] & 0xff;
    streamId =
        (head[5] & 0x7f) << 24 | (head[6] & 0xff) << 16 | (head[7] & 0xff) << 8 | (head[8] & 0xff);
    left = length;
    inFrame = true;
    frameBegins(type, flags, length, streamId);
    endIfPassed();
  }

  private void endIfPassed() {
    if (left == 0 && inFrame) {
      inFrame = false;
      frameEnds(type, flags);
    }
  }
}
