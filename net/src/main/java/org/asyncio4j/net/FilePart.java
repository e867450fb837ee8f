package org.asyncio4j.net;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/// A part of a file among what a channel sends, which the system reads by itself. The file stays
/// its owner's, who can take the part back.
final class FilePart extends DefaultFileRegion {
  private boolean withdrawn;

  FilePart(FileChannel file, long position, long count) {
    super(file, position, count);
  }

  /// Has the channel send no more of this than it has, and not touch the file again.
  void withdraw() {
    withdrawn = true;
  }

  @Override
  public long count() {
    return withdrawn ? transferred() : super.count();
  }

  @Override
  protected void deallocate() {} // the superclass closes the file
}
