package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;

/// The places of many objects, by identity.
///
/// A hash table of numbers, not of references: each store of a reference at a random place of a
/// large array has to be told to the garbage collector (G1), which for a million of them costs more
/// than all else that `gather` does.
final class IdentityIndex {
  private final List<Object> objects = new ArrayList<>();

  /// Open addressing: one more than a place in `objects`, or 0. Its length is a power of two, and
  /// at most half of it is used.
  private int[] table = new int[64];

  /// Adds `object`. {@return the place where it was already, or -1}
  int add(Object object) {
    int slot = slotOf(object);
    if (table[slot] != 0) {
      return table[slot] - 1;
    }
    objects.add(object);
    table[slot] = objects.size();
    if (objects.size() * 2 > table.length) {
      grow();
    }
    return -1;
  }

  /// Where `object` is in the table, or is to be.
  private int slotOf(Object object) {
    int mask = table.length - 1;
    int slot = System.identityHashCode(object) & mask;
    while (table[slot] != 0 && objects.get(table[slot] - 1) != object) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    table = new int[table.length * 2];
    for (int place = 0; place < objects.size(); place++) {
      table[slotOf(objects.get(place))] = place + 1;
    }
  }
}
