package org.asyncio4j.http.web;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/// How a body is compressed on its way (RFC 9110, 8.4), the best first.
enum ContentEncoding {
  ZSTD("zstd", ".zst") {
    @Override
    OutputStream compress(OutputStream sink) throws IOException {
      return Zstd.compress(sink);
    }
  },
  BROTLI("br", ".br") {
    @Override
    OutputStream compress(OutputStream sink) throws IOException {
      return Brotli.compress(sink);
    }
  },
  GZIP("gzip", ".gz") {
    @Override
    OutputStream compress(OutputStream sink) throws IOException {
      return new GZIPOutputStream(sink, 512, true);
    }
  };

  /// Those whose library is there, the best first.
  static final List<ContentEncoding> AVAILABLE = available();

  private final String token;
  private final String ending;

  ContentEncoding(String token, String ending) {
    this.token = token;
    this.ending = ending;
  }

  /// {@return its name in headers}
  String token() {
    return token;
  }

  /// {@return how the names of files end that are compressed so}
  String ending() {
    return ending;
  }

  /// {@return where to write what is to be compressed; `flush` passes all of it on}
  abstract OutputStream compress(OutputStream sink) throws IOException;

  private static List<ContentEncoding> available() {
    List<ContentEncoding> there = new ArrayList<>(List.of(values()));
    there.removeIf(encoding -> !encoding.isAvailable());
    return List.copyOf(there);
  }

  private boolean isAvailable() {
    try {
      if (this == BROTLI && !Brotli4jLoader.isAvailable()) {
        return false;
      }
      compress(OutputStream.nullOutputStream()).close();
      return true;
    } catch (LinkageError | IOException e) {
      return false; // not on the path, or not for this machine
    }
  }

  /// A class of its own, so that this one can be loaded without the library.
  private static final class Zstd {
    /// Takes about gzip's time.
    static final int LEVEL = 3;

    static OutputStream compress(OutputStream sink) throws IOException {
      return new ZstdOutputStreamNoFinalizer(sink, LEVEL);
    }
  }

  /// As [Zstd].
  private static final class Brotli {
    /// Takes about gzip's time; 11, the default, takes far more.
    static final int QUALITY = 4;

    static OutputStream compress(OutputStream sink) throws IOException {
      return new BrotliOutputStream(sink, Encoder.Parameters.create(QUALITY));
    }
  }

  // --- what a client takes ---

  /// {@return those that a client takes and prefers to none, what it likes most first; of those
  /// that it likes as much, the best first}
  ///
  /// @param headers the values of `Accept-Encoding`
  static Set<ContentEncoding> accepted(List<String> headers) {
    Map<String, Double> weights = weights(headers);
    double others = weights.getOrDefault("*", 0.0);
    double identity = weights.getOrDefault("identity", 0.0);
    Map<ContentEncoding, Double> liked = new HashMap<>();
    for (ContentEncoding encoding : values()) {
      double weight = weights.getOrDefault(encoding.token, others);
      if (weight > 0 && weight >= identity) {
        liked.put(encoding, weight);
      }
    }
    List<ContentEncoding> order = new ArrayList<>(liked.keySet());
    order.sort(
        Comparator.<ContentEncoding>comparingDouble(encoding -> -liked.getOrDefault(encoding, 0.0))
            .thenComparing(Comparator.naturalOrder()));
    return new LinkedHashSet<>(order);
  }

  private static Map<String, Double> weights(List<String> headers) {
    Map<String, Double> weights = new HashMap<>();
    for (String header : headers) {
      for (String element : header.split(",", -1)) {
        String[] parts = element.split(";", -1);
        double weight = 1;
        for (int i = 1; i < parts.length; i++) {
          String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
          if (parameter.startsWith("q=")) {
            weight = weight(parameter.substring(2));
          }
        }
        weights.put(parts[0].strip().toLowerCase(Locale.ROOT), weight);
      }
    }
    return weights;
  }

  /// 0 for what is no weight: then it is not wanted surely.
  private static double weight(String text) {
    return text.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(text) : 0;
  }
}
