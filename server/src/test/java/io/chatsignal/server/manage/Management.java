package io.chatsignal.server.manage;

import io.chatsignal.server.SignalingServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The management pages of a running server, as a program reads them. */
final class Management implements AutoCloseable {

  private final HttpClient client = HttpClient.newHttpClient();
  private final InetSocketAddress address;

  Management(SignalingServer server) {
    address = server.managementAddress().orElseThrow();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return ask("GET", path);
  }

  HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  String metrics() throws IOException, InterruptedException {
    return get("/metrics").body();
  }

  @Override
  public void close() {
    client.close();
  }
}
