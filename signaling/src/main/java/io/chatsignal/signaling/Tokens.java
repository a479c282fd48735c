package io.chatsignal.signaling;

import com.nimbusds.jwt.JWTClaimsSet;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Issues and verifies tokens. An app token names an app; a session token names a socket too, and
 * ends. Neither passes for the other. Any thread may use it.
 */
public final class Tokens {
  /** Ours take a few hundred bytes; nothing longer is looked into. */
  static final int MAX_LENGTH = 4096;

  private static final String APP = "app";
  private static final String SOCKET = "socket";
  private static final int ID_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TokenKeys keys;
  private final long sessionSeconds;
  private final RecentApps recent = new RecentApps();

  public Tokens(TokenKeys keys, long sessionSeconds) {
    if (sessionSeconds < 1) {
      throw new IllegalArgumentException("a session of " + sessionSeconds + " seconds");
    }
    this.keys = keys;
    this.sessionSeconds = sessionSeconds;
  }

  /** An app token that lives for as long as its secret. */
  public String issueApp(AppName app, long epochSeconds) {
    return StandardToken.issue(appClaims(app, epochSeconds).build(), keys.signing());
  }

  /** An app token that ends, for a page that gives it to whoever opens it. */
  public String issuePassingApp(AppName app, long epochSeconds, long lifetimeSeconds) {
    JWTClaimsSet claims =
        appClaims(app, epochSeconds).expirationTime(date(epochSeconds + lifetimeSeconds)).build();
    return StandardToken.issue(claims, keys.signing());
  }

  private static JWTClaimsSet.Builder appClaims(AppName app, long epochSeconds) {
    byte[] id = new byte[ID_BYTES];
    RANDOM.nextBytes(id);
    return new JWTClaimsSet.Builder()
        .claim(APP, app.value())
        .issueTime(date(epochSeconds))
        .jwtID(HexFormat.of().formatHex(id));
  }

  public Session issueSession(AppName app, PeerId socket, long epochSeconds) {
    long expiresAt = epochSeconds + sessionSeconds;
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .claim(APP, app.value())
            .claim(SOCKET, socket.value())
            .issueTime(date(epochSeconds))
            .expirationTime(date(expiresAt))
            .build();
    return new Session(StandardToken.issue(claims, keys.signing()), app, socket, expiresAt);
  }

  /** The app that the token names, if it is a valid app token. */
  public Optional<AppName> verifyApp(String token, long epochSeconds) {
    if (token.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    return recent
        .find(token, this::appOf)
        .filter(app -> isLive(app.claims(), epochSeconds))
        .map(RecentApps.App::name);
  }

  private Optional<RecentApps.App> appOf(String token) {
    return verify(token)
        .filter(claims -> claims.getClaim(SOCKET) == null)
        .flatMap(claims -> app(claims).map(app -> new RecentApps.App(app, claims)));
  }

  /** The session that the token stands for, if it is a valid one of that socket. */
  public Optional<Session> verifySession(String token, PeerId socket, long epochSeconds) {
    return verify(token)
        .filter(claims -> isLive(claims, epochSeconds))
        .filter(claims -> socket.value().equals(claims.getClaim(SOCKET)))
        .filter(claims -> claims.getExpirationTime() != null)
        .flatMap(claims ->
            app(claims)
                .map(app -> new Session(token, app, socket, seconds(claims.getExpirationTime()))));
  }

  /** Its claims if the token is ours, whether or not it is their time. */
  private Optional<JWTClaimsSet> verify(String token) {
    if (token.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    List<String> parts = List.of(token.split("\\.", -1));
    if (parts.size() != 3) {
      return Optional.empty();
    }
    return LegacyToken.looksLike(parts)
        ? LegacyToken.verify(parts, keys.verifying()).flatMap(Tokens::parse)
        : StandardToken.verify(parts, keys.verifying());
  }

  private static Optional<JWTClaimsSet> parse(String json) {
    if (!json.startsWith("{")) { // The library fails on null.
      return Optional.empty();
    }
    try {
      return Optional.of(JWTClaimsSet.parse(json));
    } catch (ParseException notClaims) {
      return Optional.empty();
    }
  }

  private static boolean isLive(JWTClaimsSet claims, long epochSeconds) {
    Date end = claims.getExpirationTime();
    Date start = claims.getNotBeforeTime();
    return (end == null || epochSeconds < seconds(end))
        && (start == null || epochSeconds >= seconds(start));
  }

  private static Optional<AppName> app(JWTClaimsSet claims) {
    return claims.getClaim(APP) instanceof String name ? AppName.parse(name) : Optional.empty();
  }

  @SuppressWarnings("JavaUtilDate") // The library's type.
  private static Date date(long epochSeconds) {
    return new Date(epochSeconds * 1000);
  }

  @SuppressWarnings("JavaUtilDate") // The library's type.
  private static long seconds(Date date) {
    return date.getTime() / 1000;
  }
}
