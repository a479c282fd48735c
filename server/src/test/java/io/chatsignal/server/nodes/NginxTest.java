package io.chatsignal.server.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.testkit.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients come to two nodes through nginx, which speaks TLS. */
class NginxTest {
  private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

  @TempDir private Path folder;
  private final RedisProcess redis = new RedisProcess();
  private final List<Node> nodes = new ArrayList<>();
  private Nginx nginx;

  @BeforeEach
  void start() {
    Map<String, String> settings =
        Map.of("TRUSTED_PROXIES", "127.0.0.1", "MAX_CONNECTIONS_PER_ADDRESS", "8");
    nodes.add(new Node("node1", redis.url(), settings));
    nodes.add(new Node("node2", redis.url(), settings));
    nodes.forEach(Node::listening);
    nginx = new Nginx(folder, nodes.getFirst(), nodes.getLast());
  }

  @AfterEach
  void stop() {
    nginx.close();
    nodes.forEach(Node::close);
    redis.close();
  }

  /** A browser at that address of this machine. */
  private HttpClient from(String address) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      try (var in = Files.newInputStream(folder.resolve("cert.pem"))) {
        trusted.setCertificateEntry(
            "nginx", CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return HttpClient.newBuilder()
          .sslContext(tls)
          .localAddress(InetAddress.getByName(address))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> send(HttpClient client, String query, String body) {
    URI uri =
        URI.create("https://localhost:" + nginx.tlsPort() + "/socket.io/?EIO=4&transport=" + query);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    try {
      return client.send(
          (body.isEmpty() ? request.GET() : request.POST(BodyPublishers.ofString(body))).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String open(HttpClient client) {
    Matcher sid = SID.matcher(send(client, "polling", "").body());
    assertThat(sid.find()).isTrue();
    return sid.group(1);
  }

  @Test
  void allRequestsOfAPollingClientReachItsNodeWhicheverThatIs() {
    HttpClient client = from("127.0.0.1");
    Set<String> met = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      String sid = open(client);
      met.add(sid.substring(0, sid.indexOf('.')));
      String mine = "polling&sid=" + sid;
      // Through other connections to nginx, as browsers do.
      assertThat(send(from("127.0.0.1"), mine, "40{\"token\":\"wrong\"}").body()).isEqualTo("ok");
      assertThat(send(from("127.0.0.1"), mine, "").body()).startsWith("44").contains("not valid");
    }
    assertThat(met).containsExactlyInAnyOrder("node1", "node2");
  }

  @Test
  void aWebSocketGetsThroughByItselfAndAsAnUpgrade() {
    HttpClient client = from("127.0.0.1");
    assertThat(firstWords(client, "")).startsWith("0{");
    for (int i = 0; i < 4; i++) {
      assertThat(firstWords(client, "&sid=" + open(client))).isEqualTo("3probe");
    }
  }

  /** What the server says first, to a probe where there is a session. */
  private String firstWords(HttpClient client, String sid) {
    CompletableFuture<String> first = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            first.complete(data.toString());
            return CompletableFuture.completedFuture(null);
          }
        };
    URI uri =
        URI.create(
            "wss://localhost:" + nginx.tlsPort() + "/socket.io/?EIO=4&transport=websocket" + sid);
    WebSocket socket = client.newWebSocketBuilder().buildAsync(uri, listener).join();
    if (!sid.isEmpty()) {
      socket.sendText("2probe", true).join();
    }
    String words = first.join();
    socket.abort();
    return words;
  }

  @Test
  void clientsAreCountedByTheirOwnAddresses() {
    HttpClient many = from("127.0.0.2");
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      statuses.add(send(many, "polling", "").statusCode());
    }
    // Each of the two nodes lets eight in.
    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(16);
    assertThat(statuses.stream().filter(status -> status == 429)).hasSize(4);
    assertThat(send(from("127.0.0.3"), "polling", "").statusCode()).isEqualTo(200);
  }

  @Test
  void whoComesWithoutTlsIsSentToWhereThereIsSome() throws Exception {
    URI uri = URI.create("http://localhost:" + nginx.plainPort() + "/socket.io/?EIO=4");
    HttpResponse<String> response =
        from("127.0.0.1").send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(301);
    assertThat(response.headers().firstValue("location"))
        .hasValueSatisfying(to -> assertThat(to).startsWith("https://localhost/"));
  }
}
