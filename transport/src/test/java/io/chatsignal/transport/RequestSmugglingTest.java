package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RawClient;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two readers, a proxy and we, could take for different ones. Each is refused with
 * 400 and the end of the connection: what follows it might be another client's. The shapes are
 * those of RFC 9112 sections 2.2, 3, 5, 6, 7 and 11.2 and of CVE-2026-33870, CVE-2026-89044 and
 * their like.
 */
class RequestSmugglingTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  private static EchoServer server;

  record Shape(String name, String request) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    server = new EchoServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Shape> shapes() {
    return Stream.of(lengths(), encodings(), chunks(), headers(), lines()).flatMap(each -> each);
  }

  private static Stream<Shape> lengths() {
    return Stream.of(
        post("both lengths", "Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        post(
            "both lengths, turned", "Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
        post("two lengths", "Content-Length: 5\r\nContent-Length: 6", "hello"),
        post("the same length twice", "Content-Length: 5\r\nContent-Length: 5", "hello"),
        post("a list of lengths", "Content-Length: 5, 5", "hello"),
        post("a list of different lengths", "Content-Length: 5, 6", "hello"),
        post("a signed length", "Content-Length: +5", "hello"),
        post("a negative length", "Content-Length: -5", "hello"),
        post("a hexadecimal length", "Content-Length: 0x5", "hello"),
        post("a length with a fraction", "Content-Length: 5.0", "hello"),
        post("a length with an exponent", "Content-Length: 5e0", "hello"),
        post("a length with a space inside", "Content-Length: 1 0", "hello"),
        post("an empty length", "Content-Length:", "hello"),
        post("no number as length", "Content-Length: five", "hello"),
        post("a length beyond 64 bits", "Content-Length: 18446744073709551621", "hello"),
        post("a length beyond 63 bits", "Content-Length: 9223372036854775808", "hello"),
        post("a length with a semicolon", "Content-Length: 5;", "hello"),
        new Shape(
            "two lengths in HTTP/1.0",
            "POST /echo HTTP/1.0\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        new Shape(
            "both lengths in HTTP/1.0",
            "POST /echo HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        post("digits that are not ASCII", "Content-Length: \u00b2", "hello"));
  }

  private static Stream<Shape> encodings() {
    return Stream.of(
        chunked("an unknown encoding", "Transfer-Encoding: xchunked"),
        chunked("an encoding behind chunked", "Transfer-Encoding: chunked, identity"),
        chunked("an unknown one behind chunked", "Transfer-Encoding: chunked, xchunked"),
        chunked("chunked behind another", "Transfer-Encoding: gzip, chunked"),
        chunked("chunked behind identity", "Transfer-Encoding: identity, chunked"),
        chunked("chunked twice", "Transfer-Encoding: chunked, chunked"),
        chunked("two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
        chunked(
            "chunked in two headers", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        chunked("identity", "Transfer-Encoding: identity"),
        chunked("an empty encoding", "Transfer-Encoding:"),
        chunked("a comma before chunked", "Transfer-Encoding: , chunked"),
        chunked("a comma behind chunked", "Transfer-Encoding: chunked,"),
        chunked("chunked in quotes", "Transfer-Encoding: \"chunked\""),
        chunked("chunked with a parameter", "Transfer-Encoding: chunked;q=1"),
        chunked("a vertical tab before chunked", "Transfer-Encoding: \u000bchunked"),
        chunked("a NUL behind chunked", "Transfer-Encoding: chunked\0"),
        chunked("a folded encoding", "Transfer-Encoding:\r\n chunked"),
        chunked("a folded second encoding", "Transfer-Encoding: chunked\r\n , identity"),
        new Shape(
            "an encoding in HTTP/1.0",
            "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
  }

  private static Stream<Shape> chunks() {
    return Stream.of(
        chunks("a chunk size with a prefix", "0x5\r\nhello\r\n0\r\n\r\n"),
        chunks("a signed chunk size", "+5\r\nhello\r\n0\r\n\r\n"),
        chunks("a negative chunk size", "-5\r\nhello\r\n0\r\n\r\n"),
        chunks("an empty chunk size", "\r\nhello\r\n0\r\n\r\n"),
        chunks("no number as chunk size", "five\r\nhello\r\n0\r\n\r\n"),
        chunks("a chunk size beyond 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
        chunks("a chunk size beyond 32 bits", "100000005\r\nhello\r\n0\r\n\r\n"),
        chunks("a chunk size beyond 31 bits", "ffffffff\r\nhello\r\n0\r\n\r\n"),
        chunks("a space before the chunk size", " 5\r\nhello\r\n0\r\n\r\n"),
        chunks("a space inside the chunk size", "0 5\r\nhello\r\n0\r\n\r\n"),
        chunks("a bare LF behind the chunk size", "5\nhello\r\n0\r\n\r\n"),
        chunks("a bare CR in the chunk size", "5\rx\r\nhello\r\n0\r\n\r\n"),
        chunks("a bare LF in a chunk extension", "5;a\nhello\r\n0\r\n\r\n"),
        chunks("a line break in a quoted extension", "5;a=\"\r\nhello\"\r\n0\r\n\r\n"),
        chunks("a chunk longer than its size", "5\r\nhelloo\r\n0\r\n\r\n"),
        chunks("a chunk without a line end", "5\r\nhello0\r\n\r\n"),
        chunks("a bare LF behind a chunk", "5\r\nhello\n0\r\n\r\n"),
        chunks("a bare LF as the end", "5\r\nhello\r\n0\n\n"),
        chunks("a trailer without a colon", "0\r\ntrailer\r\n\r\n"),
        chunks("a space before the trailer's colon", "0\r\nTrailer : x\r\n\r\n"));
  }

  private static Stream<Shape> headers() {
    return Stream.of(
        get("a space before the colon", "Content-Length : 5"),
        get("a tab before the colon", "Transfer-Encoding\t: chunked"),
        get("a header without a colon", "Transfer-Encoding"),
        get("a header without a name", ": value"),
        get("a header with a space in its name", "Content Length: 5"),
        get("a folded header", "X-One: 1\r\n Transfer-Encoding: chunked"),
        get("a folded header, by a tab", "X-One: 1\r\n\tTransfer-Encoding: chunked"),
        get("a NUL in a name", "X\0: 1"),
        get("a NUL in a value", "X-One: 1\0"),
        get("a bare CR in a value", "X-One: 1\rContent-Length: 5"),
        get("a bare CR in a name", "X\rOne: 1"),
        get("a bare LF between headers", "X-One: 1\nContent-Length: 5"),
        get("brackets in a name", "X(One): 1"),
        get("a name that is not ASCII", "X-\u00e9: 1"),
        get("two hosts", "Host: b"),
        new Shape("no host", "GET /echo HTTP/1.1\r\n\r\n"),
        new Shape("an empty host and a good one", "GET /echo HTTP/1.1\r\nHost:\r\nHost: a\r\n\r\n"),
        new Shape("a host with a path", "GET /echo HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        new Shape("a host with a user", "GET /echo HTTP/1.1\r\nHost: u@a\r\n\r\n"),
        new Shape("a host with a space", "GET /echo HTTP/1.1\r\nHost: a b\r\n\r\n"),
        new Shape("two hosts in one", "GET /echo HTTP/1.1\r\nHost: a, b\r\n\r\n"),
        new Shape(
            "a space before the first header", "GET /echo HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n"),
        new Shape("a bare LF as the end of the head", "GET /echo HTTP/1.1\r\nHost: a\r\n\n"));
  }

  private static Stream<Shape> lines() {
    return Stream.of(
        line("a bare LF behind the request line", "GET /echo HTTP/1.1\nHost: a\r\n\r\n"),
        line("no version", "GET /echo\r\nHost: a\r\n\r\n"),
        line("a version without a minor number", "GET /echo HTTP/1\r\nHost: a\r\n\r\n"),
        line("a version in lower case", "GET /echo http/1.1\r\nHost: a\r\n\r\n"),
        line("a version with a third number", "GET /echo HTTP/1.1.1\r\nHost: a\r\n\r\n"),
        line("a version with a sign", "GET /echo HTTP/+1.1\r\nHost: a\r\n\r\n"),
        line("something behind the version", "GET /echo HTTP/1.1 x\r\nHost: a\r\n\r\n"),
        line("two spaces behind the method", "GET  /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("two spaces before the version", "GET /echo  HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("tabs between the parts", "GET\t/echo\tHTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a space before the method", " GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a space in the target", "GET /echo x HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a NUL in the target", "GET /ec\0ho HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a bare CR in the target", "GET /ec\rho HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a target that is not ASCII", "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a fragment in the target", "GET /echo#x HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a target without a slash", "GET echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("an authority as target", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("an asterisk for other than OPTIONS", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a broken escape in the target", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a cut-off escape in the target", "GET /echo?a=%2 HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a method with brackets", "GE(T) /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a method in quotes", "\"GET\" /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("a NUL before the method", "\0GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        line("no HTTP at all", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\r\n\r\n"));
  }

  private static Shape post(String name, String lengths, String body) {
    return new Shape(name, "POST /echo HTTP/1.1\r\nHost: a\r\n" + lengths + "\r\n\r\n" + body);
  }

  private static Shape chunked(String name, String encoding) {
    return post(name, encoding, "5\r\nhello\r\n0\r\n\r\n");
  }

  private static Shape chunks(String name, String body) {
    return post("chunked: " + name, "Transfer-Encoding: chunked", body);
  }

  private static Shape get(String name, String header) {
    return new Shape(name, "GET /echo HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n");
  }

  private static Shape line(String name, String request) {
    return new Shape(name, request);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void isRefusedAndNothingBehindItIsRead(Shape shape) {
    try (RawClient client = server.connect()) {
      client.send(shape.request() + SMUGGLED);
      assertThat(client.readResponse().status()).isEqualTo(400);
      client.awaitEnd();
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void isRefusedByteByByteToo(Shape shape) {
    try (RawClient client = server.connect()) {
      for (byte octet :
          (shape.request() + SMUGGLED).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)) {
        client.sendUnlessClosed(new byte[] {octet});
      }
      assertThat(client.readResponse().status()).isEqualTo(400);
      client.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked", "Host: b"})
  void aLengthInTheTrailerChangesNothing(String trailer) {
    try (RawClient client = server.connect()) {
      client.send(chunks("", "2\r\nhi\r\n0\r\n" + trailer + "\r\n\r\n").request());
      assertThat(client.readResponse().body()).isEqualTo("POST hi");
      client.send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readResponse().body()).isEqualTo("GET ");
    }
  }

  @Test
  void theyAreManyAndHaveDifferentNames() {
    assertThat(shapes().map(Shape::name)).hasSizeGreaterThan(100).doesNotHaveDuplicates();
  }
}
