package io.chatsignal.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatsignal.server.http.AppRequest.Format;
import io.chatsignal.server.http.Envelope.Status;
import io.chatsignal.signaling.AppName;
import io.chatsignal.transport.HttpAnswer;
import io.chatsignal.transport.HttpExchange;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /app}: an app token for whoever knows the password. */
public final class AppEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(AppEndpoint.class);
  static final int MAX_BODY_BYTES = 8192;
  private static final int MAX_ADDRESSES = 10_000;

  private final byte[] passwordDigest;
  private final Function<AppName, String> issue;
  private final WrongTries wrongTries;

  /**
   * Keeps a digest of the password, not the password.
   *
   * @param issue makes a token for an app
   * @param nanoTime the clock that slows down whoever guesses
   */
  public AppEndpoint(String password, Function<AppName, String> issue, LongSupplier nanoTime) {
    this.passwordDigest = digest(password);
    this.issue = issue;
    this.wrongTries = new WrongTries(nanoTime, MAX_ADDRESSES);
  }

  HttpAnswer answer(HttpExchange exchange) {
    if (!exchange.method().equals("POST")) {
      return Envelope.refusal(
          Status.METHOD_NOT_ALLOWED, "POST app and password here", Map.of("Allow", "POST"));
    }
    if (exchange.body().length > MAX_BODY_BYTES) {
      return Envelope.refusal(
          Status.CONTENT_TOO_LARGE, "The body may have " + MAX_BODY_BYTES + " bytes");
    }
    Optional<Format> format = Format.of(exchange.header("Content-Type"));
    if (format.isEmpty() || !exchange.header("Content-Encoding").isEmpty()) {
      return Envelope.refusal(
          Status.UNSUPPORTED_MEDIA_TYPE,
          "The body must be application/json or application/x-www-form-urlencoded, in UTF-8");
    }
    try {
      return decide(AppRequest.read(format.get(), exchange.body()), exchange.remoteAddress());
    } catch (AppRequest.Malformed malformed) {
      return Envelope.refusal(Status.BAD_REQUEST, "Malformed: " + malformed.getMessage());
    }
  }

  private HttpAnswer decide(AppRequest request, String address) {
    Optional<AppName> app = request.app().flatMap(AppName::parse);
    if (app.isEmpty()) {
      return Envelope.refusal(
          Status.BAD_REQUEST,
          "app must be a text of 1 to "
              + AppName.MAX_LENGTH
              + " characters without control characters");
    }
    Duration wait = wrongTries.wait(address);
    if (wait.isPositive()) {
      long seconds = wait.plusSeconds(1).minusNanos(1).toSeconds();
      return Envelope.refusal(
          Status.TOO_MANY_REQUESTS,
          "Too many wrong passwords from this address",
          Map.of("Retry-After", Long.toString(seconds)));
    }
    if (!MessageDigest.isEqual(passwordDigest, digest(request.password().orElse("")))) {
      wrongTries.count(address);
      LOG.warn("POST /app with a wrong password from {}", address);
      return Envelope.unauthorized();
    }
    LOG.info("POST /app gave a token of app '{}' to {}", app.get().value(), address);
    return Envelope.token(issue.apply(app.get()));
  }

  /** Digests have one length, so that comparing them in constant time hides the password's too. */
  private static byte[] digest(String password) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(password.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
