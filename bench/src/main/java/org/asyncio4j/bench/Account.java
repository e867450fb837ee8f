package org.asyncio4j.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// What a server says about itself in one line of names and numbers.
///
/// @param numbers the numbers by their names
record Account(Map<String, Double> numbers) {
  /// {@return the account in a line such as `account heap 1000 tasks 3`}
  static Account of(String line) throws IOException {
    String[] words = line.strip().split(" ", -1);
    Map<String, Double> numbers = new HashMap<>();
    try {
      for (int i = 1; i < words.length; i += 2) {
        numbers.put(words[i], Double.parseDouble(words[i + 1]));
      }
      return new Account(numbers);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException("no account: '" + line + "'", e);
    }
  }

  double number(String name) throws IOException {
    Double number = numbers.get(name);
    if (number == null) {
      throw new IOException("the account has no '" + name + "'");
    }
    return number;
  }
}
