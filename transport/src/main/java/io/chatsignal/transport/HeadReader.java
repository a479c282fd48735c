package io.chatsignal.transport;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.EXPECTATION_FAILED;
import static io.netty.handler.codec.http.HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_URI_TOO_LONG;
import static io.netty.handler.codec.http.HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE;

import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;

/** Makes a {@link RequestHead} of what Netty decoded, or says why it is none. */
final class HeadReader {
  /** Query parameters beyond this number are dropped; the protocol has five. */
  private static final int MAX_PARAMETERS = 32;

  /** Enough for any length that a limit will let pass. */
  private static final int MAX_LENGTH_DIGITS = 15;

  private final Addresses addresses;

  HeadReader(Addresses addresses) {
    this.addresses = addresses;
  }

  RequestHead read(Channel channel, HttpRequest request) throws RefusedRequest {
    if (request.decoderResult().isFailure()) {
      throw new RefusedRequest(statusOf(request.decoderResult()), "undecodable");
    }
    checkVersionAndHost(request);
    checkFraming(request);
    QueryStringDecoder target = target(request);
    try {
      return new RequestHead(
          request.method().name(),
          target.path(),
          target.parameters(),
          request.headers(),
          addresses.clientOf(channel, request.headers()),
          HttpUtil.isKeepAlive(request));
    } catch (IllegalArgumentException e) {
      throw new RefusedRequest(BAD_REQUEST, "invalid escape in the target");
    }
  }

  private static HttpResponseStatus statusOf(DecoderResult result) {
    return switch (result.cause()) {
      case TooLongHttpLineException _ -> REQUEST_URI_TOO_LONG;
      case TooLongHttpHeaderException _ -> REQUEST_HEADER_FIELDS_TOO_LARGE;
      case null, default -> BAD_REQUEST;
    };
  }

  private static void checkVersionAndHost(HttpRequest request) throws RefusedRequest {
    boolean isCurrent = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!isCurrent && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      throw new RefusedRequest(HTTP_VERSION_NOT_SUPPORTED, "neither HTTP/1.1 nor 1.0");
    }
    // RFC 9112 section 3.2: exactly one, though nothing here depends on it.
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    boolean counts = hosts.size() == 1 || (hosts.isEmpty() && !isCurrent);
    if (!counts || !hosts.stream().allMatch(HeadReader::isHost)) {
      throw new RefusedRequest(BAD_REQUEST, "not one valid host");
    }
  }

  private static boolean isHost(String value) {
    return value
        .chars()
        .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || ".-_~%:[]".indexOf(c) >= 0));
  }

  /** Where the body ends must be beyond doubt: RFC 9112 section 6.3, and nothing of its leeway. */
  private static void checkFraming(HttpRequest request) throws RefusedRequest {
    List<String> encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    List<String> lengths = request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
    boolean whole = encodings.isEmpty() && (lengths.isEmpty() || isLength(lengths));
    boolean chunked =
        lengths.isEmpty()
            && encodings.size() == 1
            && encodings.getFirst().equalsIgnoreCase("chunked")
            && request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!whole && !chunked) {
      throw new RefusedRequest(BAD_REQUEST, "doubtful length");
    }
    if (lengths.size() == 1 && lengths.getFirst().length() > MAX_LENGTH_DIGITS) {
      throw new RefusedRequest(REQUEST_ENTITY_TOO_LARGE, "length beyond any limit");
    }
    if (request.headers().contains(HttpHeaderNames.CONTENT_ENCODING)) {
      // Nothing is ever decompressed, so nothing can blow up.
      throw new RefusedRequest(UNSUPPORTED_MEDIA_TYPE, "encoded body");
    }
    String expected = request.headers().get(HttpHeaderNames.EXPECT);
    if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      throw new RefusedRequest(EXPECTATION_FAILED, "unknown expectation");
    }
  }

  private static boolean isLength(List<String> lengths) {
    String only = lengths.size() == 1 ? lengths.getFirst() : "";
    return !only.isEmpty() && only.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /**
   * RFC 9112 section 3.2: a path, or OPTIONS' asterisk; or the absolute form, of a client that
   * takes us for a proxy.
   */
  private static QueryStringDecoder target(HttpRequest request) throws RefusedRequest {
    String uri = request.uri();
    String path = uri;
    if (startsWith(uri, "http://") || startsWith(uri, "https://")) {
      path = pathOf(uri);
    } else if (!uri.startsWith("/") && !(uri.equals("*") && isOptions(request))) {
      throw new RefusedRequest(BAD_REQUEST, "invalid target");
    }
    return QueryStringDecoder.builder()
        .maxParams(MAX_PARAMETERS)
        .semicolonIsNormalChar(true)
        .build(path);
  }

  private static boolean startsWith(String uri, String scheme) {
    return uri.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  private static boolean isOptions(HttpRequest request) {
    return request.method().equals(HttpMethod.OPTIONS);
  }

  /** What stands behind the authority of an absolute form; its path may be left out. */
  private static String pathOf(String uri) {
    int end = uri.indexOf("//") + 2;
    while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
      end++;
    }
    String rest = uri.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }
}
