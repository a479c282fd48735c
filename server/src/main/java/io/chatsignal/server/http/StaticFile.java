package io.chatsignal.server.http;

import io.chatsignal.transport.HttpAnswer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A file of the demo, ready to be sent. */
final class StaticFile {

  /** The name of a file whose name changes with its content, as bundlers write it. */
  private static final Pattern HASHED = Pattern.compile(".*[.-][0-9A-Za-z_]{8,}\\.\\w+");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("json", "application/json; charset=utf-8"),
          Map.entry("map", "application/json; charset=utf-8"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("wav", "audio/wav"));

  /** Nothing from other hosts, nothing inline; the socket and the cameras are this origin's. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
          + " img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self';"
          + " manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final byte[] content;
  private final String type;
  private final String tag;
  private final String caching;

  private StaticFile(String path, String type, byte[] content) {
    this.content = content;
    this.type = type;
    this.tag = tag(content);
    this.caching =
        HASHED.matcher(path).matches() ? "public, max-age=31536000, immutable" : "no-cache";
  }

  /** Empty for a type that no demo has. */
  static Optional<StaticFile> of(String path, byte[] content) {
    String suffix = path.substring(path.lastIndexOf('.') + 1);
    return Optional.ofNullable(TYPES.get(suffix)).map(type -> new StaticFile(path, type, content));
  }

  /**
   * @param ifNoneMatch the tags that the client has, as it sends them
   */
  HttpAnswer answer(String ifNoneMatch) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ETag", tag);
    headers.put("Cache-Control", caching);
    if (ifNoneMatch.equals("*") || ifNoneMatch.contains(tag)) {
      return new HttpAnswer(304, headers, new byte[0]);
    }
    headers.put("Content-Type", type);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Content-Security-Policy", POLICY);
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)");
    return new HttpAnswer(200, headers, content);
  }

  private static String tag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
