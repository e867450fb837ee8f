package org.asyncio4j.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/// A certificate for `localhost` that nobody has signed, made for one run.
///
/// @param certificate its file, in PEM
/// @param key the file of its private key, in PEM, readable by this user only
record Certificate(Path certificate, Path key) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// It guards a store that lives for a second, in a folder that only this user can read.
  private static final String PASSWORD = "for one run";

  /// {@return a new one}
  ///
  /// @param folder where its files are put; only this user may be able to read it
  static Certificate make(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("store.p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "bench",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Child.run(command, "", folder.resolve("keytool.log"), PATIENCE).succeeded();
    try (InputStream stored = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(stored, PASSWORD.toCharArray());
      Key key = keys.getKey("bench", PASSWORD.toCharArray());
      return new Certificate(
          write(
              folder.resolve("certificate.pem"),
              "CERTIFICATE",
              keys.getCertificate("bench").getEncoded()),
          write(folder.resolve("key.pem"), "PRIVATE KEY", key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool's certificate cannot be read", e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  private static Path write(Path file, String what, byte[] content) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }

  /// Deletes its folder.
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
