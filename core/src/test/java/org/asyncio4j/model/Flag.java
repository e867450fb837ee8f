package org.asyncio4j.model;

import org.asyncio4j.sync.Event;

/// What is checked of an event.
interface Flag {
  void set();

  void clear();

  boolean isSet();

  void await();

  static Flag of(Event event) {
    return new Flag() {
      @Override
      public void set() {
        event.set();
      }

      @Override
      public void clear() {
        event.clear();
      }

      @Override
      public boolean isSet() {
        return event.isSet();
      }

      @Override
      public void await() {
        event.await();
      }
    };
  }
}
