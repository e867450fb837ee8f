package org.asyncio4j.internal;

/// Debug mode's note that something is open. Any thread.
public interface Tracked {
  /// What is noted of anything while debug mode is off.
  Tracked NOT =
      new Tracked() {
        @Override
        public void closed() {}

        @Override
        public void lost() {}
      };

  /// It was closed in time: nothing will be reported.
  void closed();

  /// Nobody will close it any more: that is reported now, once.
  void lost();
}
