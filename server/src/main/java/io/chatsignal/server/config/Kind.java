package io.chatsignal.server.config;

import io.chatsignal.redis.RedisAddress;
import io.chatsignal.server.ice.IceServerList;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a setting's text may be, and how it becomes a value.
 *
 * @param name one word for an option's value
 * @param brief what it takes, for tables
 * @param takes the end of the sentence "It takes …"
 * @param parser throws {@link IllegalArgumentException} with the end of the sentence "NAME is 'x',
 *     …"
 */
public record Kind<T>(String name, String brief, String takes, Function<String, T> parser) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,9})([km])?", Pattern.CASE_INSENSITIVE);

  T parse(String text) {
    return parser.apply(text.strip());
  }

  static Kind<Integer> number(int min, int max) {
    return new Kind<>(
        "number",
        min + " to " + max,
        "a whole number from " + min + " to " + max,
        text -> (int) inRange(wholeNumber(text), min, max));
  }

  /** A number whose absence means that nothing is limited. */
  static Kind<OptionalInt> limit(int max) {
    return new Kind<>(
        "number",
        "1 to " + max + ", or off",
        "a whole number from 1 to " + max + ", or off",
        text ->
            text.equalsIgnoreCase("off") || text.equals("0")
                ? OptionalInt.empty()
                : OptionalInt.of((int) inRange(wholeNumber(text), 1, max)));
  }

  /** A port that need not be there. */
  static Kind<OptionalInt> port() {
    return new Kind<>(
        "port",
        "0 to 65535, or off",
        "a port from 0 to 65535, or off",
        text ->
            text.equalsIgnoreCase("off")
                ? OptionalInt.empty()
                : OptionalInt.of((int) inRange(wholeNumber(text), 0, 65535)));
  }

  static Kind<String> host() {
    String takes = "an address or name of this machine";
    return new Kind<>("text", takes, takes, Kind::present);
  }

  static Kind<Integer> bytes(int min, int max) {
    return new Kind<>(
        "size",
        min + " to " + max + " bytes",
        "a number of bytes from " + min + " to " + max + ", for example 65536, 64k or 1m",
        text -> {
          Matcher matcher = SIZE.matcher(text);
          if (!matcher.matches()) {
            throw new IllegalArgumentException("which is not a size");
          }
          int shift =
              switch (Optional.ofNullable(matcher.group(2)).orElse("").toLowerCase(Locale.ROOT)) {
                case "k" -> 10;
                case "m" -> 20;
                default -> 0;
              };
          return (int) inRange(Long.parseLong(matcher.group(1)) << shift, min, max);
        });
  }

  /** A plain number is in seconds, as the original server's TOKEN_LIFETIME was. */
  static Kind<Duration> duration(Duration min, Duration max) {
    return new Kind<>(
        "duration",
        inWords(min) + " to " + inWords(max),
        "a time from "
            + inWords(min)
            + " to "
            + inWords(max)
            + ", in seconds or with a unit: 500ms, 15s, 5m, 2h, 1d",
        text -> {
          Duration duration = duration(text);
          if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw new IllegalArgumentException("which is out of range");
          }
          return duration;
        });
  }

  static Kind<Boolean> flag() {
    return new Kind<>(
        "switch",
        "on or off",
        "on or off",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "on", "true", "yes", "1" -> true;
              case "off", "false", "no", "0" -> false;
              default -> throw new IllegalArgumentException("which is neither");
            });
  }

  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    String words =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or "));
    return new Kind<>(
        "choice",
        words,
        words,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("which is none of them")));
  }

  static Kind<Optional<String>> text(String takes) {
    return new Kind<>(
        "text", takes, takes, text -> Optional.of(text).filter(value -> !value.isEmpty()));
  }

  static Kind<Optional<Path>> path(String takes) {
    return new Kind<>(
        "path",
        takes,
        takes,
        text -> {
          try {
            return Optional.of(text).filter(value -> !value.isEmpty()).map(Path::of);
          } catch (InvalidPathException _) {
            throw new IllegalArgumentException("which is not a path");
          }
        });
  }

  /** Comma-separated; an empty text is an empty list. */
  static Kind<List<String>> list(String takes, Function<String, String> item) {
    return new Kind<>(
        "list",
        takes,
        takes,
        text ->
            text.isEmpty() || text.equals("*")
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).map(item).toList());
  }

  /** Where Redis is; what is wrong with an address is said without repeating its password. */
  static Kind<Optional<RedisAddress>> redis() {
    String takes = "an address like redis://host:6379";
    return new Kind<>(
        "address",
        takes,
        takes + ", rediss:// for TLS, redis-sentinel://, or several hosts of a cluster",
        text -> {
          try {
            return Optional.of(text).filter(value -> !value.isEmpty()).map(RedisAddress::parse);
          } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("which is not one");
          }
        });
  }

  static Kind<String> nodeName() {
    String takes = "up to 32 lower-case letters, digits and '-'";
    return new Kind<>(
        "name",
        takes,
        takes,
        text -> {
          if (!text.matches("[a-z0-9-]{0,32}")) {
            throw new IllegalArgumentException("which has others, or is too long");
          }
          return text;
        });
  }

  static Kind<String> prefix() {
    String takes = "up to 64 letters, digits, '-', '_', '.' and ':'";
    return new Kind<>(
        "text",
        takes,
        takes,
        text -> {
          if (!text.matches("[A-Za-z0-9_.:-]{1,64}")) {
            throw new IllegalArgumentException("which has others, or is too long or empty");
          }
          return text;
        });
  }

  /** JSON; each server becomes the text of one object. */
  static Kind<List<String>> iceServers() {
    String takes = "a JSON array of servers, each with urls and, for TURN, username and credential";
    return new Kind<>("json", takes, takes, IceServerList::parse);
  }

  /** An origin as browsers send it: scheme and host in lower case, no default port, no path. */
  static String origin(String text) {
    try {
      URI uri = new URI(text);
      boolean whole =
          ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
              && uri.getHost() != null
              && (uri.getScheme() + "://" + uri.getRawAuthority()).equals(text)
              && uri.getRawUserInfo() == null;
      int defaultPort = "https".equals(uri.getScheme()) ? 443 : 80;
      if (whole && uri.getPort() != defaultPort && text.equals(text.toLowerCase(Locale.ROOT))) {
        return text;
      }
    } catch (URISyntaxException _) {
      // Said below, in the words for every other bad origin.
    }
    throw new IllegalArgumentException("in which '" + text + "' is not an origin");
  }

  /** An address, or a network as address and prefix length. */
  static String network(String text) {
    String[] parts = text.split("/", 2);
    // The JDK takes 10.1 for an address too, by a custom older than CIDR.
    if (!parts[0].matches("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      throw new IllegalArgumentException("in which '" + text + "' is not an address");
    }
    int bits = InetAddress.ofLiteral(parts[0]).getAddress().length * 8;
    if (parts.length == 2 && (!parts[1].matches("\\d{1,3}") || Integer.parseInt(parts[1]) > bits)) {
      throw new IllegalArgumentException("in which '" + text + "' is not a network");
    }
    return text;
  }

  static String present(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("one of its parts being empty");
    }
    return text;
  }

  static String inWords(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0";
    }
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    return millis % 86_400_000 == 0 ? duration.toDays() + "d" : duration.toSeconds() + "s";
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("which is not a time");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (Optional.ofNullable(matcher.group(2)).orElse("s")) {
      case "ms" -> Duration.ofMillis(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofSeconds(amount);
    };
  }

  private static long wholeNumber(String text) {
    if (!text.matches("[+-]?\\d{1,18}")) {
      throw new IllegalArgumentException("which is not a number");
    }
    return Long.parseLong(text);
  }

  private static long inRange(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("which is out of range");
    }
    return value;
  }
}
