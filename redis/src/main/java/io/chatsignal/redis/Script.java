package io.chatsignal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script, called by the hash of its text. */
enum Script {
  STEP("step.lua"),
  RESTORE("restore.lua"),
  LEASE("lease.lua"),
  CLOSE("close.lua");

  private final String text;
  private final String hash;

  Script(String file) {
    this.text = read(file);
    this.hash = hash(text);
  }

  String text() {
    return text;
  }

  String hash() {
    return hash;
  }

  private static String read(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no " + file + " in this program");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
