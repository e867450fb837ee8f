package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The classes of earlier workers, as the JVM keeps them (class data sharing): with it a worker is
/// up sooner. It is made when the first worker ends, one for each class path, JDK and set of
/// options, in a folder that only this user may write: what is in it is run.
final class SharedArchive {
  private static final Duration MAX_AGE = Duration.ofDays(60);

  /// One worker of this process may write one.
  private static final AtomicBoolean WRITER = new AtomicBoolean();

  private SharedArchive() {}

  /// {@return the options for the archive; none where there can be none}
  ///
  /// @param path the class and module paths
  /// @param options all other options of the JVM
  static List<String> options(String path, List<String> options) {
    Path folder = isChosen(options) || hasFoldersOrNothing(path) ? null : folder();
    if (folder == null) {
      return List.of();
    }
    Path archive = folder.resolve(key(path, options) + ".jsa");
    List<String> found = new ArrayList<>();
    found.add("-XX:SharedArchiveFile=" + archive);
    found.add("-Xlog:disable"); // an archive that does not fit is not worth a word
    found.add("-Xlog:all=warning,cds*=off,aot*=off:stderr");
    if (!Files.exists(archive) && WRITER.compareAndSet(false, true)) {
      found.add("-XX:+AutoCreateSharedArchive");
      removeOld(folder);
    }
    return found;
  }

  /// Whether the program has an archive of its own.
  private static boolean isChosen(List<String> options) {
    for (String option : options) {
      if (option.startsWith("-XX:AOT")
          || option.startsWith("-Xshare")
          || option.startsWith("-XX:SharedArchiveFile")
          || option.startsWith("-XX:ArchiveClassesAtExit")) {
        return true;
      }
    }
    return false;
  }

  private static void removeOld(Path folder) {
    Instant old = Instant.now().minus(MAX_AGE);
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, "*.jsa")) {
      for (Path archive : archives) {
        if (Files.getLastModifiedTime(archive).toInstant().isBefore(old)) {
          Files.deleteIfExists(archive);
        }
      }
    } catch (IOException | DirectoryIteratorException e) { // another time
    }
  }

  /// The JVM makes none of classes that are not in jars.
  private static boolean hasFoldersOrNothing(String path) {
    boolean something = false;
    for (String entry : path.split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        something = true;
        if (!Files.isRegularFile(Path.of(entry))) {
          return true;
        }
      }
    }
    return !something;
  }

  private static String key(String path, List<String> options) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(Runtime.version().toString(), System.getProperty("java.home"))) {
        digest.update((part + "\n").getBytes(UTF_8));
      }
      digest.update((path + "\n" + options).getBytes(UTF_8));
      for (String entry : path.split(File.pathSeparator, -1)) {
        File file = new File(entry);
        digest.update((file.lastModified() + "," + file.length() + "\n").getBytes(UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /// The user's cache, made if need be; null if it is not for this user alone.
  private static @Nullable Path folder() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache != null && Path.of(cache).isAbsolute()
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home", ""), ".cache");
    if (!base.isAbsolute()) {
      return null;
    }
    Path folder = base.resolve("asyncio4j");
    try {
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(base);
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      PosixFileAttributes is =
          Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      boolean ours =
          is.isDirectory()
              && is.owner().getName().equals(System.getProperty("user.name"))
              && PosixFilePermissions.toString(is.permissions()).equals("rwx------");
      return ours ? folder : null;
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }
}
