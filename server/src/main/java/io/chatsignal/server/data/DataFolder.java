package io.chatsignal.server.data;

import io.chatsignal.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that outlives a restart. It holds one file, {@code credentials}, with what the server
 * made up for itself; only its owner may read it.
 */
public final class DataFolder {

  private static final String FILE = "credentials";
  private static final int SECRET_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  public DataFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  public Path credentialsFile() {
    return folder.resolve(FILE);
  }

  /**
   * Completes what the person who runs the server has set. The folder is not touched where nothing
   * is missing, so that a server with both set runs on a read-only disk.
   */
  public Credentials complete(List<String> secrets, Optional<String> password) {
    if (!secrets.isEmpty() && password.isPresent()) {
      return new Credentials(
          secrets, Credentials.Origin.CONFIGURED, password.get(), Credentials.Origin.CONFIGURED);
    }
    MadeUp madeUp = readOrMakeUp();
    return new Credentials(
        secrets.isEmpty() ? List.of(madeUp.secret()) : secrets,
        secrets.isEmpty() ? Credentials.Origin.MADE_UP : Credentials.Origin.CONFIGURED,
        password.orElse(madeUp.password()),
        password.isPresent() ? Credentials.Origin.CONFIGURED : Credentials.Origin.MADE_UP);
  }

  /** 256 random bits in letters that need no quoting anywhere. */
  public static String randomSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Two servers that start at the same moment on one folder end up with the same credentials. */
  private MadeUp readOrMakeUp() {
    try {
      createFolder();
      // A file lock keeps other processes out, and throws if this one holds it already.
      synchronized (DataFolder.class) {
        try (FileChannel channel = openLock();
            FileLock _ = channel.lock()) {
          if (Files.exists(credentialsFile())) {
            return read();
          }
          MadeUp madeUp = new MadeUp(randomSecret(), randomSecret());
          write(madeUp.text());
          return madeUp;
        }
      }
    } catch (IOException | SecurityException | ReadOnlyFileSystemException failure) {
      throw new ConfigurationException(
          "DATA_DIR is '%s', which can't be used (%s): it takes a folder that this server may write"
                  .formatted(folder, reason(failure))
              + " to, unless APP_SECRET and APP_PASS are set.");
    }
  }

  private FileChannel openLock() throws IOException {
    return FileChannel.open(
        folder.resolve(".lock"),
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        ownerOnly("rw-------"));
  }

  private MadeUp read() throws IOException {
    Path file = credentialsFile();
    if (isPosix() && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
    return MadeUp.parse(Files.readString(file))
        .orElseThrow(() ->
            new ConfigurationException(
                "%s is damaged: put back a copy of it, or delete it to have new secrets made"
                        .formatted(file)
                    + " up, which ends all tokens."));
  }

  /** Whole or not at all, also when the power goes. */
  private void write(String text) throws IOException {
    Path temporary = folder.resolve(FILE + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, ownerOnly("rw-------"));
    Files.writeString(temporary, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    Files.move(temporary, credentialsFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void createFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, ownerOnly("rwx------"));
    }
  }

  private FileAttribute<?>[] ownerOnly(String permissions) {
    if (!isPosix()) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
  }

  private boolean isPosix() {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static String reason(Exception failure) {
    return switch (failure) {
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _, NotDirectoryException _ -> "a file is in its place";
      case ReadOnlyFileSystemException _ -> "the disk is read-only";
      default -> Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
    };
  }
}
